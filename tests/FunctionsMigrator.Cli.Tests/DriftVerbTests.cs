using System.Text.Json;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using LibGit2Sharp;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm drift</c> over a real repository, store and targets.</summary>
public sealed class DriftVerbTests : IDisposable
{
    private const string Settings = "shop/data/test/local/config/settings.json";
    private const string Token = "t0ken-that-is-secret";
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_drifted_is_shown_with_both_values_and_ends_with_2_until_it_is_healed()
    {
        await MigratedShopAsync();
        var clean = await InShopAsync("drift", "show", "--env", "test", "--scan");
        Assert.True(clean.Exit == 0, clean.Out + clean.Error);
        Assert.Contains("test  in sync", clean.Out, StringComparison.Ordinal);

        Change("20", "55");
        Assert.Equal(0, (await InShopAsync("drift")).Exit);
        var shown = await InShopAsync("drift", "--env", "test", "--scan");

        Assert.Equal(2, shown.Exit);
        Assert.Contains("1 item drifted", shown.Out, StringComparison.Ordinal);
        Assert.Contains("settings app/pageSize", shown.Out, StringComparison.Ordinal);
        Assert.Contains("      - 20\n      + 55\n", shown.Out, StringComparison.Ordinal);
        Assert.Contains("next: fm drift heal test ", shown.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await InShopAsync("drift")).Exit);
        using var json = JsonDocument.Parse((await InShopAsync("drift", "show", "--json")).Out);
        var item = json.RootElement.GetProperty("items")[0];
        Assert.Equal(("open", "20", "55"), (item.GetProperty("status").GetString(), item.GetProperty("was").GetProperty("text").GetString(), item.GetProperty("now").GetProperty("text").GetString()));
        Assert.Equal("Drifted", json.RootElement.GetProperty("environments")[0].GetProperty("state").GetString());

        var healed = await InShopAsync("drift", "heal", "test", item.GetProperty("id").GetString()!, "--reason", "INC0042");
        Assert.True(healed.Exit == 0, healed.Out + healed.Error);
        Assert.Contains("\"app/pageSize\": 20", File.ReadAllText(_folder.File(Settings)), StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("drift")).Exit);
        Assert.Contains("reverted", (await InShopAsync("drift", "show", "--all")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_is_accepted_and_stops_nothing()
    {
        await MigratedShopAsync();
        Change("20", "55");

        var kept = await InShopAsync("drift", "keep", "test", "app/pageSize", "--reason", "load test", "--until", "2999-01-01");

        Assert.True(kept.Exit == 0, kept.Out + kept.Error);
        Assert.Contains("accepted by", kept.Out, StringComparison.Ordinal);
        Assert.Contains("load test", kept.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("drift", "--scan")).Exit);
        Assert.Equal(64, (await InShopAsync("drift", "keep", "test", "app/pageSize")).Exit);
        var over = await InShopAsync("drift", "keep", "test", "app/pageSize", "--reason", "late", "--until", "2001-01-01");
        Assert.Equal(1, over.Exit);
        Assert.Contains("DRF005", over.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_made_by_hand_is_shown_healed_by_nobody_captured_by_nobody_and_kept()
    {
        await MigratedShopAsync();
        IndexByHand();

        var shown = await InShopAsync("drift", "--env", "test", "--scan");
        Assert.Equal(2, shown.Exit);
        Assert.Contains("structure index countries_name", shown.Out, StringComparison.Ordinal);
        Assert.Contains("      - (none)\n      + CREATE INDEX countries_name ON countries (name)\n", shown.Out, StringComparison.Ordinal);
        Assert.Contains("next: fm drift keep test ", shown.Out, StringComparison.Ordinal);
        var healed = await InShopAsync("drift", "heal", "test");
        Assert.Equal(1, healed.Exit);
        Assert.Contains("DRF009", healed.Error, StringComparison.Ordinal);
        var taken = await InShopAsync("import", "--env", "test", "--take-git");
        Assert.Equal(1, taken.Exit);
        Assert.Contains("DRF009", taken.Error, StringComparison.Ordinal);
        var captured = await InShopAsync("drift", "capture", "test", "--author", "Ada <ada@example.com>");
        Assert.Equal(1, captured.Exit);
        Assert.Contains("DRF019", captured.Error, StringComparison.Ordinal);

        // What can be captured is, and what is left is named.
        Change("20", "55");
        await InShopAsync("drift", "--scan");
        captured = await InShopAsync("drift", "capture", "test", "--branch", "drift/page-size", "--author", "Ada <ada@example.com>");
        Assert.Equal(1, captured.Exit);
        Assert.Contains("DRF019", captured.Error, StringComparison.Ordinal);
        using (var repository = new Repository(_folder.File("shop")))
        {
            Assert.DoesNotContain("countries_name", repository.Branches["drift/page-size"].Tip.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await InShopAsync("drift", "keep", "test", "app/pageSize", "index countries_name", "--reason", "INC0042")).Exit);
        Assert.Equal(0, (await InShopAsync("drift", "--scan")).Exit);
    }

    [Fact]
    public async Task A_decision_for_git_names_what_it_leaves_of_a_structure()
    {
        await MigratedShopAsync();
        IndexByHand();
        Change("20", "55");
        await InShopAsync("drift", "--scan");

        var taken = await InShopAsync("import", "--env", "test", "--take-git");

        Assert.True(taken.Exit == 0, taken.Error);
        Assert.StartsWith(
            "test/local/app-db\n  left: 1 thing of its structure, which no run brings back (DRF009)\ntest/local/app-config\n  settings app/pageSize\n1 item decided: git is right\n", taken.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_captured_stands_in_a_commit_on_a_branch_of_its_own_and_the_work_tree_is_as_before()
    {
        await MigratedShopAsync();
        var held = Head();
        File.WriteAllText(_folder.File("shop/metadata/app/app.yaml"), File.ReadAllText(_folder.File("shop/metadata/app/app.yaml")).Replace("quarter", "third", StringComparison.Ordinal));
        Change("20", "55");
        await InShopAsync("drift", "--scan");

        var captured = await InShopAsync("drift", "capture", "test", "--branch", "drift/page-size", "--author", "Ada <ada@example.com>");

        Assert.True(captured.Exit == 0, captured.Out + captured.Error);
        using var repository = new Repository(_folder.File("shop"));
        var branch = repository.Branches["drift/page-size"];
        Assert.Equal(("Ada", held), (branch.Tip.Author.Name, branch.Tip.Parents.Single().Sha));
        var text = ((Blob)branch.Tip["metadata/app/app.yaml"].Target).GetContentText();
        Assert.Contains("app/pageSize: 55", text, StringComparison.Ordinal);
        Assert.DoesNotContain("third", text, StringComparison.Ordinal);
        Assert.Contains("settings app/pageSize", branch.Tip.Message, StringComparison.Ordinal);
        Assert.Equal(held, Head());
        Assert.Contains("app/pageSize: 20", File.ReadAllText(_folder.File("shop/metadata/app/app.yaml")), StringComparison.Ordinal);
        Assert.Contains("third", File.ReadAllText(_folder.File("shop/metadata/app/app.yaml")), StringComparison.Ordinal);
        var again = await InShopAsync("drift", "capture", "test", "--branch", "drift/page-size");
        Assert.Equal(1, again.Exit);
        Assert.Contains("GIT040", again.Error, StringComparison.Ordinal);

        // Merged, it is adopted: the drift is over and nothing is written.
        var run = await InShopAsync("migrate", "--env", "test", "--commit", "drift/page-size");
        Assert.True(run.Exit == 0, run.Out + run.Error);
        Assert.Equal(0, (await InShopAsync("drift", "--scan")).Exit);
        Assert.Contains("adopted", (await InShopAsync("drift", "show", "--all")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_drift_there_is_nothing_to_capture_or_to_heal_by_name()
    {
        await MigratedShopAsync();

        var captured = await InShopAsync("drift", "capture", "test");
        Assert.Equal(1, captured.Exit);
        Assert.Contains("DRF002", captured.Error, StringComparison.Ordinal);
        Assert.Contains("DRF002", (await InShopAsync("drift", "heal", "test", "app/pageSize")).Error, StringComparison.Ordinal);
        Assert.Contains("DRF001", (await InShopAsync("drift", "heal", "production")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("drift", "heal", "test")).Exit);
    }

    [Fact]
    public async Task A_pull_request_is_opened_where_the_settings_say_and_holds_what_the_commit_holds()
    {
        await MigratedShopAsync();
        Change("20", "55");
        await InShopAsync("drift", "--scan");
        await using var provider = await ProviderAsync(open: false);

        var captured = await AskingAsync(provider, "drift", "capture", "test", "--branch", "drift/page-size", "--pull-request", "--author", "Ada <ada@example.com>");

        Assert.True(captured.Exit == 0, captured.Out + captured.Error);
        Assert.Contains("pull request https://gitlab.example.com/example/shop/-/merge_requests/7", captured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("git push", captured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, captured.Out + captured.Error, StringComparison.Ordinal);
        var commit = provider.Posted.Single(body => body.TryGetProperty("actions", out _));
        Assert.Equal(("drift/page-size", Head()), (commit.GetProperty("branch").GetString(), commit.GetProperty("start_sha").GetString()));
        var actions = commit.GetProperty("actions").EnumerateArray().ToList();
        Assert.Equal([("update", "checksums.lock"), ("update", "metadata/app/app.yaml")], actions.Select(action => (action.GetProperty("action").GetString(), action.GetProperty("file_path").GetString())));
        using var repository = new Repository(_folder.File("shop"));
        var blob = (Blob)repository.Branches["drift/page-size"].Tip["metadata/app/app.yaml"].Target;
        Assert.Equal(blob.GetContentText(), System.Text.Encoding.UTF8.GetString(actions[1].GetProperty("content").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_pull_request_of_the_branch_that_is_open_is_named_and_nothing_is_written_to_it()
    {
        await MigratedShopAsync();
        Change("20", "55");
        await InShopAsync("drift", "--scan");
        await using var provider = await ProviderAsync(open: true);

        var captured = await AskingAsync(provider, "drift", "capture", "test", "--branch", "drift/page-size", "--pull-request", "--json", "--author", "Ada <ada@example.com>");

        Assert.True(captured.Exit == 0, captured.Out + captured.Error);
        Assert.Empty(provider.Posted);
        using var json = JsonDocument.Parse(captured.Out);
        Assert.Equal("https://gitlab.example.com/example/shop/-/merge_requests/7", json.RootElement.GetProperty("pullRequest").GetString());
        Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == "DRF008");
    }

    [Fact]
    public async Task Where_nobody_may_have_the_token_nothing_is_made()
    {
        await MigratedShopAsync();
        Change("20", "55");
        await InShopAsync("drift", "--scan");

        Assert.Contains("DRF017", (await InShopAsync("drift", "capture", "test", "--pull-request", "--branch", "drift/x")).Error, StringComparison.Ordinal);
        using var repository = new Repository(_folder.File("shop"));
        repository.Network.Remotes.Add("origin", "git@git.example.com:example/shop.git");
        Assert.Contains("git.example.com", (await InShopAsync("drift", "capture", "test", "--pull-request", "--branch", "drift/x")).Error, StringComparison.Ordinal);
        repository.Network.Remotes.Update("origin", remote => remote.Url = "git@gitlab.com:example/shop.git");
        Assert.Contains("pull-request-token", (await InShopAsync("drift", "capture", "test", "--pull-request", "--branch", "drift/x")).Error, StringComparison.Ordinal);
        var odd = await FmAsync(_folder.File("shop"), [("FM_SECRET_PULL_REQUEST_TOKEN", "two lines\nof it")], "drift", "capture", "test", "--pull-request", "--branch", "drift/x");
        Assert.Contains("DRF012", odd.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("two lines", odd.Error, StringComparison.Ordinal);
        var wrong = await FmAsync(_folder.File("shop"), [("FM_PULL_REQUEST_PROVIDER", "gitea")], "drift", "capture", "test", "--pull-request", "--branch", "drift/x");
        Assert.Contains("FM_PULL_REQUEST_PROVIDER does not have its form", wrong.Error, StringComparison.Ordinal);
        Assert.Null(repository.Branches["drift/x"]);
    }

    private static Task<MergeRequests> ProviderAsync(bool open) => MergeRequests.StartAsync(open);

    private Task<FmResult> AskingAsync(MergeRequests provider, params string[] args) => FmAsync(
        _folder.File("shop"),
        [("FM_PROVIDER_REPOSITORY", $"{provider.Url}example/shop.git"), ("FM_PULL_REQUEST_PROVIDER", "gitlab"), ("FM_PULL_REQUEST_TOKEN_SECRET", "shop-pulls"), ("FM_SECRET_SHOP_PULLS", Token)],
        args);

    private async Task MigratedShopAsync()
    {
        var made = await FmAsync(_folder.Path, "new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
        var migrated = await InShopAsync("migrate", "--env", "test");
        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
    }

    private void IndexByHand()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("shop/data/test/local/app.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE INDEX countries_name ON countries (name)";
        command.ExecuteNonQuery();
    }

    private void Change(string from, string to)
    {
        var text = File.ReadAllText(_folder.File(Settings));
        Assert.Contains($"\"app/pageSize\": {from}", text, StringComparison.Ordinal);
        File.WriteAllText(_folder.File(Settings), text.Replace($"\"app/pageSize\": {from}", $"\"app/pageSize\": {to}", StringComparison.Ordinal));
    }

    private string Head()
    {
        using var repository = new Repository(_folder.File("shop"));
        return repository.Head.Tip.Sha;
    }

    private Task<FmResult> InShopAsync(params string[] args) => FmAsync(_folder.File("shop"), args);

    private static Task<FmResult> FmAsync(string directory, params string[] args) => FmAsync(directory, [], args);

    private static Task<FmResult> FmAsync(string directory, (string Name, string Value)[] variables, params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory, variables), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);
}
