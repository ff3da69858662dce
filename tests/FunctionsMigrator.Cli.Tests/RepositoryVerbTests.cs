using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Verbs over a real repository, store, engine and targets, in this process.</summary>
public sealed class RepositoryVerbTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_repository_is_valid_committed_and_can_be_migrated_at_once()
    {
        var made = await FmAsync(_folder.Path, "new", "repository", "shop", "--author", "Ada <ada@example.com>", "--json");

        Assert.Equal(0, made.Exit);
        Assert.Matches("^[0-9a-f]{40}$", made.Json().GetProperty("commit").GetString());
        Assert.Equal(0, (await InShopAsync("checksum", "--check")).Exit);
        Assert.Equal(0, (await InShopAsync("validate")).Exit);
        Assert.Equal(2, (await InShopAsync("plan", "--commit", "HEAD")).Exit);
        var migrated = await InShopAsync("migrate", "--env", "test");
        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
        Assert.Contains("Completed", migrated.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("plan", "--env", "test")).Exit);
    }

    [Fact]
    public async Task Runs_of_a_store_that_an_app_drives_are_reserved_here_and_driven_there()
    {
        await NewShopAsync();
        var store = await LocalStore.OpenAsync(_folder.File("shop/.fm"), new LocalStoreOptions(), Cancellation);
        await using (var opened = store.Value)
        {
            await new StoreDriver(opened.Records, TimeProvider.System).TakeAsync("fm.example.com", Cancellation);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var migrating = new Fm { Surroundings = new TestSurroundings(_folder.File("shop")), Hosts = new HostFactory(), RealTime = true }.RunAsync(stop.Token, "migrate", "--env", "test");
        while (!migrating.IsCompleted && !(await InShopAsync("status")).Out.Contains("Received", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        var migrated = await migrating;
        var served = await InShopAsync("serve", "--listen", "http://127.0.0.1:0");

        Assert.Equal(3, migrated.Exit);
        Assert.False(Directory.Exists(_folder.File("shop/data/test")));
        Assert.Equal(1, served.Exit);
        Assert.Contains("error STO015", served.Error, StringComparison.Ordinal);
        Assert.Contains("fm.example.com", served.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plans", "STO003")]
    [InlineData("bundles", "BND002")]
    [InlineData("snapshots", "STO010")]
    public async Task A_damaged_file_of_the_store_is_named_and_nothing_is_written(string area, string code)
    {
        await NewShopAsync();
        var migrated = await InShopAsync("migrate", "--env", "test", "--json");
        var run = migrated.Json().GetProperty("run").GetProperty("id").GetString()!;
        var settings = await File.ReadAllTextAsync(_folder.File("shop/data/test/local/config/settings.json"), Cancellation);
        foreach (var file in Directory.EnumerateFiles(_folder.File("shop/.fm/blobs/" + area), "*", SearchOption.AllDirectories))
        {
            await File.AppendAllTextAsync(file, "x", Cancellation);
        }

        var result = await InShopAsync("rollback", run);

        Assert.Equal(1, result.Exit);
        Assert.Contains($"error {code}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("CLI004", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ENG010", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Equal(settings, await File.ReadAllTextAsync(_folder.File("shop/data/test/local/config/settings.json"), Cancellation));
        if (area == "plans")
        {
            Assert.Contains("error STO003", (await InShopAsync("plan", "--run", run)).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_store_is_not_copied_into_itself_nor_into_one_that_cannot_be_opened()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");

        var same = await InShopAsync("store", "copy");
        var unknown = await InShopAsync("store", "copy", "--to", "{ \"azure\": { \"account\": \"shopfm\" } }");

        Assert.Equal((1, ""), (same.Exit, same.Out));
        Assert.StartsWith("error STO013", same.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (unknown.Exit, unknown.Out));
        Assert.StartsWith("error TGT040", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparing_with_an_environment_that_does_not_exist_claims_no_equality()
    {
        await NewShopAsync();

        var compared = await InShopAsync("compare", "test", "nowhere");

        Assert.Equal(1, compared.Exit);
        Assert.Equal("", compared.Out);
        Assert.StartsWith("error RUN002", compared.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_document_names_the_checksums_as_the_next_step_where_there_are_some()
    {
        await NewShopAsync();

        Assert.EndsWith("next: fm checksum && fm validate\n", (await InShopAsync("new", "settings", "checkout")).Out, StringComparison.Ordinal);
        File.Delete(_folder.File("shop/checksums.lock"));
        Assert.EndsWith("next: fm validate\n", (await InShopAsync("new", "flags", "checkout-flags")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_shown_promoted_compared_verified_exported_and_rolled_back()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");

        var promoted = await InShopAsync("promote", "production", "--json");
        Assert.True(promoted.Exit == 0, promoted.Out + promoted.Error);
        var run = promoted.Json().GetProperty("run").GetProperty("id").GetString()!;
        Assert.Equal(0, (await InShopAsync("status", run)).Exit);
        Assert.Contains(run, (await InShopAsync("status", "--env", "production")).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await InShopAsync("plan", "--run", run)).Exit);
        var compared = await InShopAsync("compare", "test", "production", "--json");
        Assert.Equal(2, compared.Exit);
        Assert.Contains(compared.Json().GetProperty("differences").EnumerateArray(), difference => difference.GetProperty("item").GetProperty("key").GetString() == "new-search");
        Assert.Contains("sealed", (await InShopAsync("audit", "show", run)).Out, StringComparison.Ordinal);
        Assert.True((await InShopAsync("audit", "verify", "--json")).Json().GetProperty("intact").GetBoolean());
        Assert.Equal(0, (await InShopAsync("audit", "export", "--env", "production", "--to", _folder.File("export"))).Exit);
        Assert.Equal(0, (await FmAsync(_folder.Path, "audit", "verify", "--folder", "export")).Exit);
        var back = await InShopAsync("rollback", run, "--reason", "not wanted");
        Assert.True(back.Exit == 0, back.Out + back.Error);
        Assert.Contains("taken back by", await StatusAsync(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_export_is_named_as_broken()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");
        await InShopAsync("audit", "export", "--env", "test", "--to", _folder.File("export"));
        var record = Directory.EnumerateFiles(_folder.File("export"), "*000002*", SearchOption.AllDirectories).First(file => file.Contains("test-", StringComparison.Ordinal));
        File.SetAttributes(record, FileAttributes.Normal);
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, Cancellation)).Replace("\"at\":\"2", "\"at\":\"3", StringComparison.Ordinal), Cancellation);

        var verified = await FmAsync(_folder.Path, "audit", "verify", "--folder", "export");

        Assert.Equal(1, verified.Exit);
        Assert.Contains("BROKEN", verified.Out, StringComparison.Ordinal);
        Assert.Contains("error AUD", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_the_work_tree_shows_an_edit_and_cannot_be_approved()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");
        await EditAsync("app/pageSize: 20", "app/pageSize: 50");

        var text = await InShopAsync("plan");
        var markdown = await InShopAsync("plan", "--format", "markdown");
        var json = await InShopAsync("plan", "--json");

        Assert.Equal(2, text.Exit);
        Assert.Contains("not committed: cannot be approved", text.Out, StringComparison.Ordinal);
        Assert.Contains("settings app/pageSize  20 -> 50", text.Out, StringComparison.Ordinal);
        Assert.Contains("```diff\n! update settings app/pageSize\n-     20\n+     50\n", markdown.Out, StringComparison.Ordinal);
        Assert.Equal(1, json.Json().GetProperty("counts").GetProperty("update").GetInt32());
    }

    [Fact]
    public async Task A_change_by_hand_blocks_and_import_decides_it()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");
        var settings = _folder.File("shop", "data", "test", "local", "config", "settings.json");
        await File.WriteAllTextAsync(settings, (await File.ReadAllTextAsync(settings, Cancellation)).Replace("\"app/pageSize\": 20", "\"app/pageSize\": 99", StringComparison.Ordinal), Cancellation);

        var blocked = await InShopAsync("plan", "--env", "test");
        Assert.Equal(1, blocked.Exit);
        Assert.Contains("? blocked   settings app/pageSize  live 99, git 20", blocked.Out, StringComparison.Ordinal);
        var decided = await InShopAsync("import", "--env", "test", "--take-git", "--reason", "git is right", "--json");
        Assert.True(decided.Exit == 0, decided.Error);
        Assert.Equal("app/pageSize", decided.Json().GetProperty("targets")[0].GetProperty("items")[0].GetProperty("key").GetString());
        Assert.Equal(2, (await InShopAsync("plan", "--env", "test", "--commit", "HEAD")).Exit);
        Assert.Contains("nothing to decide", (await InShopAsync("import", "--env", "test", "--keep-live")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_shown_all_of_them_with_place_and_remedy()
    {
        await NewShopAsync();
        await EditAsync("target: app-config\nsettings:", "targett: app-config\nsettings:");

        var text = await InShopAsync("validate");
        var json = await InShopAsync("validate", "--json");

        Assert.Equal(1, text.Exit);
        Assert.Contains("metadata/app/app.yaml\n", text.Out, StringComparison.Ordinal);
        Assert.Contains("next: ", text.Out, StringComparison.Ordinal);
        Assert.False(json.Json().GetProperty("valid").GetBoolean());
        Assert.All(json.Json().GetProperty("findings").EnumerateArray(), finding => Assert.True(finding.TryGetProperty("remedy", out _)));
    }

    [Fact]
    public async Task A_stale_checksum_fails_the_check_and_the_next_checksum_mends_it()
    {
        await NewShopAsync();
        await EditAsync("app/pageSize: 20", "app/pageSize: 50");

        var stale = await InShopAsync("checksum", "--check");
        Assert.Equal(1, stale.Exit);
        Assert.Contains("metadata/app/app.yaml was edited", stale.Error, StringComparison.Ordinal);
        Assert.True((await InShopAsync("checksum", "--json")).Json().GetProperty("changed").GetBoolean());
        Assert.False((await InShopAsync("checksum", "--json")).Json().GetProperty("changed").GetBoolean());
        Assert.Equal(0, (await InShopAsync("checksum", "--check")).Exit);
    }

    [Fact]
    public async Task A_missing_lock_fails_the_check()
    {
        await NewShopAsync();
        File.Delete(_folder.File("shop", "checksums.lock"));

        Assert.Equal(1, (await InShopAsync("checksum", "--check")).Exit);
    }

    [Theory]
    [InlineData("environment", "staging")]
    [InlineData("policy", "staging")]
    [InlineData("settings", "search")]
    [InlineData("flags", "search-flags")]
    [InlineData("reference-data", "currencies")]
    [InlineData("sql", "orders")]
    [InlineData("documents", "pages")]
    [InlineData("http", "routes")]
    [InlineData("change", "One-page checkout")]
    public async Task A_new_document_is_written_once_and_never_over_one_that_is_there(string kind, string name)
    {
        await NewShopAsync();

        var first = await InShopAsync("new", kind, name, "--json");
        Assert.True(first.Exit == 0, first.Error);
        var file = _folder.File("shop", first.Json().GetProperty("files")[0].GetString()!);
        await File.AppendAllTextAsync(file, "# mine\n", Cancellation);
        var second = await InShopAsync("new", kind, name);

        Assert.Equal(1, second.Exit);
        Assert.Contains("error CLI003", second.Error, StringComparison.Ordinal);
        Assert.EndsWith("# mine\n", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("-x y")]
    [InlineData("")]
    public async Task A_name_that_cannot_be_one_is_wrong_usage(string name)
    {
        await NewShopAsync();

        Assert.Equal(64, (await InShopAsync("new", "settings", "--", name)).Exit);
    }

    [Fact]
    public async Task A_repository_is_never_made_in_a_folder_that_holds_something()
    {
        await File.WriteAllTextAsync(_folder.File("mine.txt"), "mine", Cancellation);

        var made = await FmAsync(_folder.Path, "new", "repository", "shop", "--dir", ".", "--author", "Ada <ada@example.com>");

        Assert.Equal(1, made.Exit);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Outside_of_a_repository_the_error_says_how_to_get_one()
    {
        var result = await FmAsync(_folder.Path, "status");

        Assert.Equal(1, result.Exit);
        Assert.Contains("error CLI002", result.Error, StringComparison.Ordinal);
        Assert.Contains("fm new repository", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_repository_is_found_from_a_folder_inside_of_it()
    {
        await NewShopAsync();

        Assert.Equal(0, (await FmAsync(_folder.File("shop", "metadata", "app"), "status")).Exit);
    }

    [Fact]
    public async Task Keys_are_made_used_kept_listed_rotated_and_revoked()
    {
        await NewShopAsync();
        var made = (await InShopAsync("login", "create", "kim", "--role", "approver", "--role", "reader", "--json")).Json();
        var key = made.GetProperty("key").GetString()!;

        Assert.StartsWith("fm_kim_", key, StringComparison.Ordinal);
        var list = await InShopAsync("login", "list");
        Assert.Contains("kim   reader, approver", list.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list.Out, StringComparison.Ordinal);
        var kept = await FmAsync(_folder.File("shop"), [("XDG_CONFIG_HOME", _folder.File("home"))], typed: key, "login");
        Assert.True(kept.Exit == 0, kept.Error);
        Assert.Contains("logged in as kim", kept.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(key, kept.Out + kept.Error, StringComparison.Ordinal);
        var file = _folder.File("home", "functions-migrator", "credentials");
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        // Kim is no admin, so her kept key may not make others.
        var refused = await FmAsync(_folder.File("shop"), [("XDG_CONFIG_HOME", _folder.File("home"))], typed: "", "login", "create", "bo", "--role", "admin");
        Assert.Contains("error ACC010", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("login", "rotate", "kim")).Exit);
        Assert.Equal(0, (await InShopAsync("login", "revoke", "kim")).Exit);
        var revoked = await FmAsync(_folder.File("shop"), [("FM_API_KEY", key)], typed: "", "locks", "break", "test", "--reason", "x");
        Assert.Equal(1, revoked.Exit);
        Assert.Contains("error ACC003", revoked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_of_a_lost_store_are_taken_over_and_the_audit_says_so()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");
        Directory.Move(_folder.File("shop", ".fm"), _folder.File("lost"));

        var refused = await InShopAsync("plan", "--env", "test");
        Assert.Contains("TGT020", refused.Out, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'test/local/app-db'?", (await InShopAsync("locks", "take-over", "test/local/app-bd", "--reason", "x")).Error, StringComparison.Ordinal);
        foreach (var target in new[] { "app-db", "app-config", "app-mails" })
        {
            var taken = await InShopAsync("locks", "take-over", $"test/local/{target}", "--reason", "store lost");
            Assert.True(taken.Exit == 0, taken.Error);
        }

        Assert.DoesNotContain("TGT020", (await InShopAsync("plan", "--env", "test")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("migrate", "--env", "test")).Exit);
        Assert.Contains("4 runs", (await InShopAsync("audit", "verify")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_a_store_cannot_approve_without_a_key()
    {
        await NewShopAsync();
        await InShopAsync("migrate", "--env", "test");
        var run = (await InShopAsync("status", "--json")).Json().GetProperty("runs")[0].GetProperty("id").GetString()!;

        var refused = await InShopAsync("approve", run, "--plan", "12345678");

        Assert.Equal(1, refused.Exit);
        Assert.Contains("error ACC010", refused.Error, StringComparison.Ordinal);
        Assert.Contains("fm login create", refused.Error, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<string> StatusAsync(string run) => (await InShopAsync("status", run)).Out;

    private async Task NewShopAsync()
    {
        var made = await FmAsync(_folder.Path, "new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
    }

    private async Task EditAsync(string from, string to)
    {
        var file = _folder.File("shop", "metadata", "app", "app.yaml");
        var text = await File.ReadAllTextAsync(file, Cancellation);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), Cancellation);
    }

    private Task<FmResult> InShopAsync(params string[] args) => FmAsync(_folder.File("shop"), args);

    private static Task<FmResult> FmAsync(string directory, params string[] args) => FmAsync(directory, [], typed: "", args);

    private static Task<FmResult> FmAsync(string directory, (string, string)[] variables, string typed, params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory, variables), Hosts = new HostFactory(), RealTime = true, Typed = typed }.RunAsync(args);
}
