using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>What auditors ask, over a real repository, store, engine and targets, in this process.</summary>
public sealed class EvidenceTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Heads => $"folder:{_folder.File("heads")}";

    [Fact]
    public async Task An_auditors_csv_for_a_quarter_comes_from_one_command()
    {
        await NewShopAsync();
        var run = await MigrateAsync();
        var now = DateTimeOffset.UtcNow;

        var report = await InShopAsync("audit", "report", "--env", "test", "--quarter", $"{now.Year}-Q{((now.Month - 1) / 3) + 1}", "--csv");
        var empty = await InShopAsync("audit", "report", "--env", "test", "--quarter", $"{now.Year - 1}-Q1", "--csv");

        Assert.True(report.Exit == 0, report.Error);
        var lines = report.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("started_utc,ended_utc,run,environment,state,", lines[0], StringComparison.Ordinal);
        Assert.Contains($",{run},test,Completed,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",ada,tess,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",intact,", lines[1], StringComparison.Ordinal);
        Assert.Single(empty.Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_report_over_a_broken_chain_names_it_and_fails_and_still_has_its_row()
    {
        await NewShopAsync();
        var run = await MigrateAsync();
        var record = Directory.EnumerateFiles(_folder.File("shop/.fm/blobs/audit"), "*000002*", SearchOption.AllDirectories).First(file => file.Contains("test-", StringComparison.Ordinal));
        File.SetAttributes(record, FileAttributes.Normal);
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, Cancellation)).Replace("\"at\":\"2", "\"at\":\"3", StringComparison.Ordinal), Cancellation);

        var report = await InShopAsync("audit", "report", "--env", "test", "--from", "2020-01-01", "--to", "2099-12-31", "--csv");

        Assert.Equal(1, report.Exit);
        Assert.Contains($",{run},test,Completed,", report.Out, StringComparison.Ordinal);
        Assert.Contains(",broken,AUD001 ", report.Out, StringComparison.Ordinal);
        Assert.Contains("error AUD001", report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_an_item_says_who_changed_it_from_what_to_what_newest_first()
    {
        await NewShopAsync();
        var first = await MigrateAsync();
        await EditAsync("app/pageSize: 20", "app/pageSize: 50");
        var second = await MigrateAsync();

        var item = await InShopAsync("audit", "item", "app/pageSize", "--env", "test", "--json");
        var page = await InShopAsync("audit", "item", "app/pageSize", "--env", "test", "--limit", "1");
        var older = await InShopAsync("audit", "item", "settings app/pageSize", "--env", "test", "--before", second);
        var nobody = await InShopAsync("audit", "item", "app/pageSizes", "--env", "test");

        var changes = item.Json().GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal([second, first], changes.Select(change => change.GetProperty("run").GetString()));
        Assert.Equal(("20", "50"), (changes[0].GetProperty("before").GetProperty("text").GetString(), changes[0].GetProperty("after").GetProperty("text").GetString()));
        Assert.Equal("written", changes[0].GetProperty("outcome").GetString());
        Assert.Equal("ada", changes[0].GetProperty("authors")[0].GetString());
        Assert.Contains($"--before {second}", page.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(first, page.Out, StringComparison.Ordinal);
        Assert.Contains(first, older.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(second, older.Out, StringComparison.Ordinal);
        Assert.Contains("no run of test has written", nobody.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_in_force_is_told_with_commit_and_bundle_also_after_it_was_gone_back_to()
    {
        await NewShopAsync();
        var first = await MigrateAsync();
        await EditAsync("app/pageSize: 20", "app/pageSize: 50");
        var second = await MigrateAsync();
        Assert.Equal(second, (await InShopAsync("audit", "at", "2099-12-31", "--env", "test", "--json")).Json().GetProperty("run").GetString());
        var back = await InShopAsync("rollback", second, "--reason", "not wanted");
        Assert.True(back.Exit == 0, back.Out + back.Error);

        var held = (await InShopAsync("audit", "at", "2099-12-31", "--env", "test", "--json")).Json();
        var never = await InShopAsync("audit", "at", "2020-01-01", "--env", "test");

        Assert.Equal(first, held.GetProperty("run").GetString());
        Assert.Matches("^[0-9a-f]{40}$", held.GetProperty("commit").GetString());
        Assert.Equal(1, never.Exit);
        Assert.Contains("error AUD021", never.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_in_a_second_place_find_a_tail_that_was_cut_together_with_the_stores_own_end()
    {
        await NewShopAsync();
        await MigrateAsync();
        CopyFolder(_folder.File("shop/.fm"), _folder.File("kept"));
        await EditAsync("app/pageSize: 20", "app/pageSize: 50");
        var second = await MigrateAsync();
        Assert.Contains("as published", (await InShopAsync("audit", "verify", "--heads")).Out, StringComparison.Ordinal);

        Directory.Move(_folder.File("shop/.fm"), _folder.File("gone"));
        Directory.Move(_folder.File("kept"), _folder.File("shop/.fm"));
        var alone = await InShopAsync("audit", "verify");
        var compared = await InShopAsync("audit", "verify", "--env", "test", "--heads");

        Assert.Equal(0, alone.Exit);
        Assert.Equal(1, compared.Exit);
        Assert.Contains("error AUD004", compared.Error, StringComparison.Ordinal);
        Assert.Contains(second, compared.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_names_no_second_place_is_told_before_anything_is_done()
    {
        await NewShopAsync();

        var result = await new Fm { Surroundings = new TestSurroundings(_folder.File("shop"), ("FM_AUDIT_HEADS", "somewhere")), Hosts = new HostFactory(), RealTime = true }.RunAsync("status");

        Assert.Equal(1, result.Exit);
        Assert.Contains("FM_AUDIT_HEADS", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_of_a_policy_pass_or_fail_with_both_sides_and_the_exit_code_says_so()
    {
        await NewShopAsync();
        Directory.CreateDirectory(_folder.File("shop/policies/tests"));
        var none = await InShopAsync("policy", "test");
        var file = _folder.File("shop/policies/tests/production.yaml");
        var text = "kind: PolicyCases\nname: cases\npolicy: production\ncases:\n- name: nobody is asked for little\n  plan: { risk: low }\n  expect: { decision: allowed }\n";
        await File.WriteAllTextAsync(file, text, Cancellation);

        var passed = await InShopAsync("policy", "test", "--env", "production");
        await File.WriteAllTextAsync(file, text.Replace("allowed", "needs", StringComparison.Ordinal), Cancellation);
        var failed = await InShopAsync("policy", "test", "--json");
        await File.WriteAllTextAsync(file, text.Replace("policy: production", "policy: prod", StringComparison.Ordinal), Cancellation);
        var wrong = await InShopAsync("policy", "test");

        Assert.Contains("error POL301", none.Error, StringComparison.Ordinal);
        Assert.True(passed.Exit == 0, passed.Out + passed.Error);
        Assert.Contains("passed: 1 case", passed.Out, StringComparison.Ordinal);
        Assert.Equal(1, failed.Exit);
        var difference = failed.Json().GetProperty("cases")[0].GetProperty("differences")[0];
        Assert.Equal(("needs", "allowed"), (difference.GetProperty("expected").GetString(), difference.GetProperty("actual").GetString()));
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("error VAL032", wrong.Error, StringComparison.Ordinal);
    }

    private async Task<string> MigrateAsync()
    {
        var migrated = await InShopAsync("migrate", "--env", "test", "--json");
        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
        return migrated.Json().GetProperty("run").GetProperty("id").GetString()!;
    }

    private async Task NewShopAsync()
    {
        var made = await new Fm { Surroundings = new TestSurroundings(_folder.Path), Hosts = new HostFactory(), RealTime = true }.RunAsync("new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
    }

    private async Task EditAsync(string from, string to)
    {
        var file = _folder.File("shop", "metadata", "app", "app.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancellation)).Replace(from, to, StringComparison.Ordinal), Cancellation);
        Assert.Equal(0, (await InShopAsync("checksum")).Exit);
        Assert.True(GitRepositories.CommitAll(_folder.File("shop"), "Edit", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UtcNow).Succeeded);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private Task<FmResult> InShopAsync(params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(_folder.File("shop"), ("FM_AUDIT_HEADS", Heads)), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);
}
