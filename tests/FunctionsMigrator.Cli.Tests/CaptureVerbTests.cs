using System.Text.Json.Nodes;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Testing;
using LibGit2Sharp;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm capture</c> over a real repository, store and targets.</summary>
public sealed class CaptureVerbTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_live_in_test_is_captured_adopted_there_and_brought_to_production()
    {
        await MigratedShopAsync();
        Settings(live =>
        {
            live["app/pageSize"] = 50;
            live["app/banner"] = "Sale: -20% ${today} #1";
        });
        Flags(flags => flags.Add(new JsonObject { ["id"] = "quick-pay", ["enabled"] = true, ["conditions"] = new JsonObject { ["client_filters"] = new JsonArray() } }));
        Execute("INSERT INTO countries VALUES ('AT', 'Austria, \"the\"'); UPDATE countries SET name = '' WHERE code = 'JP'; DELETE FROM countries WHERE code = 'FR'");
        await File.WriteAllTextAsync(_folder.File("shop/data/test/local/mails/bye.html"), "<p>Bye ${name}</p>\n", Cancellation);
        await File.WriteAllTextAsync(_folder.File("shop/data/test/local/mails/notes.txt"), "not one of the resource's", Cancellation);

        var looked = await InShopAsync("capture", "--env", "test", "--check");
        Assert.Equal(2, looked.Exit);
        Assert.Contains("  -   app/pageSize: 20\n  +   app/pageSize: 50\n", looked.Out, StringComparison.Ordinal);
        Assert.Empty(Changes());

        var captured = await InShopAsync("capture", "--env", "test");

        Assert.True(captured.Exit == 0, captured.Out + captured.Error);
        Assert.Equal("code,name\nAT,\"Austria, \"\"the\"\"\"\nDE,Germany\nJP,\"\"\n", await ReadAsync("metadata/database/countries.csv"));
        Assert.Equal("<p>Bye ${name}</p>\n", await ReadAsync("metadata/mails/files/bye.html"));
        var app = await ReadAsync("metadata/app/app.yaml");
        Assert.Contains(
            "  app/pageSize: 50\n  app/currency: \"${currency}\" # a value that is nothing but a variable takes its type\n  app/title: \"Prices in ${currency}\"\n  app/banner: \"Sale: -20% $${today} #1\"\n",
            app,
            StringComparison.Ordinal);
        Assert.EndsWith("  dark-mode: { enabled: true, percentage: 25, description: A quarter of the users }\n  quick-pay: true\n", app, StringComparison.Ordinal);

        // A second capture says so and touches nothing; what is captured is valid, has its checksums and is what test has.
        var times = Directory.EnumerateFiles(_folder.File("shop/metadata"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var again = await InShopAsync("capture", "--env", "test");
        Assert.Equal(0, again.Exit);
        Assert.EndsWith("nothing to write\n", again.Out, StringComparison.Ordinal);
        Assert.All(times, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Empty(Directory.EnumerateDirectories(_folder.File("shop/.fm"), "capture-*"));
        Assert.Equal(0, (await InShopAsync("validate")).Exit);
        Assert.Equal(0, (await InShopAsync("checksum", "--check")).Exit);
        var plan = await InShopAsync("plan", "--env", "test");
        Assert.True(plan.Exit == 0, plan.Out + plan.Error);
        Assert.Contains("adopted", plan.Out, StringComparison.Ordinal);

        Commit();
        Assert.Equal(0, (await InShopAsync("migrate", "--env", "test")).Exit);
        var promoted = await InShopAsync("promote", "production");
        Assert.True(promoted.Exit == 0, promoted.Out + promoted.Error);
        var production = JsonNode.Parse(await ReadAsync("data/production/east/config/settings.json"))!;
        Assert.Equal((50, "Sale: -20% ${today} #1"), (production["app/pageSize"]!.GetValue<int>(), production["app/banner"]!.GetValue<string>()));
        Assert.Equal("<p>Bye ${name}</p>\n", await ReadAsync("data/production/west/mails/bye.html"));
    }

    [Fact]
    public async Task A_resource_that_git_lacks_is_made_of_each_kind()
    {
        await MigratedShopAsync();
        Settings(live => live["other/limits"] = new JsonObject { ["max"] = 3, ["names"] = new JsonArray("a", "no") });
        Execute("CREATE TABLE rates (code TEXT, day TEXT, rate REAL NOT NULL, note TEXT, twice REAL AS (rate * 2), PRIMARY KEY (code, day)); INSERT INTO rates VALUES ('EUR', '2026-11-23', 1.5, NULL), ('USD', '2026-11-23', 1, '')");
        await File.WriteAllTextAsync(_folder.File("shop/data/test/local/mails/notes.txt"), "notes\n", Cancellation);

        foreach (var (name, args) in new (string, string[])[]
        {
            ("other-settings", ["--kind", "settings", "--target", "app-config"]),
            ("rates", ["--kind", "reference-data", "--target", "test/local/app-db", "--table", "rates", "--path", "prices/rates.csv"]),
            ("notes", ["--kind", "documents", "--target", "app-mails"]),
            ("old-schema", ["--kind", "sql", "--target", "app-db"]),
        })
        {
            var captured = await InShopAsync(["capture", "--env", "test", "--resource", name, .. args]);
            Assert.True(captured.Exit == 0, captured.Out + captured.Error);
        }

        Assert.Equal("kind: Settings\nname: other-settings\ntarget: app-config\nsettings:\n  other/limits: { max: 3, names: [a, \"no\"] }\n", await ReadAsync("metadata/other-settings.yaml"));
        Assert.Equal("kind: ReferenceData\nname: rates\ntarget: app-db\ntable: rates\nkey: [code, day]\nfile: prices/rates.csv\n", await ReadAsync("metadata/rates.yaml"));
        Assert.Equal("code,day,rate,note\nEUR,2026-11-23,1.5,\nUSD,2026-11-23,1,\"\"\n", await ReadAsync("metadata/prices/rates.csv"));
        Assert.Equal("notes\n", await ReadAsync("metadata/notes/notes.txt"));
        Assert.False(File.Exists(_folder.File("shop/metadata/notes/welcome.html")));
        Assert.Contains("\nCREATE TABLE rates (", await ReadAsync("metadata/old-schema/baseline.sql"), StringComparison.Ordinal);
        Assert.Contains("\nbaseline: old-schema/baseline.sql\n", await ReadAsync("metadata/old-schema.yaml"), StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("validate")).Exit);
        Assert.Contains("error PLAN313", (await InShopAsync("plan", "--env", "test")).Out, StringComparison.Ordinal);
        Commit();
        Assert.Equal(0, (await InShopAsync("sql", "baseline", "--env", "test", "--resource", "old-schema", "--reason", "taken over as it is")).Exit);
        Assert.Equal(0, (await InShopAsync("plan", "--env", "test")).Exit);
        Assert.Equal(0, (await InShopAsync("capture", "--env", "test", "--check")).Exit);

        // A baseline that was only recorded never ran: it follows the database, until a script stands on it.
        Execute("CREATE TABLE by_hand (id INTEGER PRIMARY KEY)");
        var followed = await InShopAsync("capture", "--env", "test", "--resource", "old-schema");
        Assert.True(followed.Exit == 0, followed.Out + followed.Error);
        Assert.Contains("CREATE TABLE by_hand", await ReadAsync("metadata/old-schema/baseline.sql"), StringComparison.Ordinal);

        var twice = await InShopAsync("capture", "--env", "test", "--resource", "rates", "--kind", "reference-data", "--target", "app-db", "--table", "rates");
        Assert.Equal(1, twice.Exit);
        Assert.StartsWith("error CAP009", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_regions_hold_differently_is_named_and_captured_only_from_the_region_that_is_given()
    {
        await MigratedShopAsync(before: async () =>
        {
            await ReplaceAsync("environments/test.yaml", "  - { name: local }\n", "  - { name: local }\n  - { name: far, variables: { currency: USD } }\n");
            Assert.Equal(0, (await InShopAsync("checksum")).Exit);
            Commit();
        });
        Settings(live => (live["app/pageSize"], live["app/both"]) = (50, 1));
        Settings(live => (live["app/pageSize"], live["app/both"]) = (60, 1), "far");

        var refused = await InShopAsync("capture", "--env", "test");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("error CAP002: 'app-settings': test/local/app-config and test/far/app-config do not hold the same in app/pageSize;", refused.Error, StringComparison.Ordinal);
        var app = await ReadAsync("metadata/app/app.yaml");
        Assert.Contains("  app/pageSize: 20\n  app/currency: \"${currency}\"", app, StringComparison.Ordinal);
        Assert.Contains("  app/both: 1\n", app, StringComparison.Ordinal);

        Assert.Equal(0, (await InShopAsync("capture", "--env", "test", "--region", "far")).Exit);
        app = await ReadAsync("metadata/app/app.yaml");
        Assert.Contains("  app/pageSize: 60\n  app/currency: \"${currency}\"", app, StringComparison.Ordinal);

        Assert.Equal(0, (await InShopAsync("capture", "--env", "test", "--target", "test/local/app-config")).Exit);
        Assert.Contains("  app/pageSize: 50\n", await ReadAsync("metadata/app/app.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_sensitive_items_and_variables_stay_as_git_writes_them()
    {
        await MigratedShopAsync(before: async () =>
        {
            await ReplaceAsync("environments/test.yaml", "variables:", "secretFormat: \"@vault({name})\"\nvariables:");
            await ReplaceAsync("environments/production.yaml", "variables:", "secretFormat: \"@vault({name})\"\nvariables:");
            await ReplaceAsync("metadata/app/app.yaml", "  app/pageSize: 20\n", "  app/pageSize: 20\n  app/key: { secret: app-key }\n  app/pin: 1234\n");
            await ReplaceAsync("metadata/app/app.yaml", "target: app-config\nsettings:", "target: app-config\nsensitive: [app/pin]\nsettings:");
            Assert.Equal(0, (await InShopAsync("checksum")).Exit);
            Commit();
        });
        var before = await ReadAsync("metadata/app/app.yaml");
        Settings(live => (live["app/key"], live["app/pin"], live["app/currency"], live["app/more"]) = ("pA55-w0rd", 4321, "USD", "@vault(more-key)"));

        var captured = await InShopAsync("capture", "--env", "test", "--json");

        Assert.Equal(1, captured.Exit);
        Assert.Contains("error CAP003: 'app-settings': app/key, app/pin: ", captured.Error, StringComparison.Ordinal);
        Assert.Contains("error CAP004: 'app-settings': app/currency: ", captured.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pA55-w0rd", captured.Out + captured.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("4321", captured.Out + captured.Error, StringComparison.Ordinal);
        Assert.Equal(before.Replace("\n---\n", "\n  app/more: { secret: more-key }\n---\n", StringComparison.Ordinal), await ReadAsync("metadata/app/app.yaml"));
    }

    [Fact]
    public async Task A_new_item_goes_to_the_resource_whose_items_are_called_alike_and_to_none_where_that_is_unclear()
    {
        await MigratedShopAsync(before: async () =>
        {
            await File.WriteAllTextAsync(_folder.File("shop/metadata/pay.yaml"), "kind: Settings\nname: pay\ntarget: app-config\nsettings: { pay/tries: 3 }\n", Cancellation);
            Assert.Equal(0, (await InShopAsync("checksum")).Exit);
            Commit();
        });
        Settings(live => (live["pay/wait"], live["stray"]) = ("30s", true));

        var captured = await InShopAsync("capture", "--env", "test");

        Assert.Equal(0, captured.Exit);
        Assert.Contains("warning CAP005: 'app-settings': stray: ", captured.Error, StringComparison.Ordinal);
        Assert.EndsWith("settings: { pay/tries: 3, pay/wait: \"30s\" }\n", await ReadAsync("metadata/pay.yaml"), StringComparison.Ordinal);
        Assert.Equal(0, (await InShopAsync("capture", "--env", "test", "--resource", "pay")).Exit);
        Assert.EndsWith("pay/wait: \"30s\", stray: true }\n", await ReadAsync("metadata/pay.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stopped_or_makes_no_valid_repository_leaves_every_file_as_it_was()
    {
        await MigratedShopAsync();
        Settings(live => live["app/pageSize"] = 50);
        File.Delete(_folder.File("shop/data/test/local/mails/welcome.html"));

        // Without its last document the resource has no folder.
        var invalid = await InShopAsync("capture", "--env", "test");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await new Fm { Surroundings = new TestSurroundings(_folder.File("shop")), Hosts = new HostFactory(), RealTime = true }.RunAsync(stopped.Token, "capture", "--env", "test", "--resource", "app-settings");

        Assert.Equal(1, invalid.Exit);
        Assert.Contains("error VAL", invalid.Error, StringComparison.Ordinal);
        Assert.Empty(Changes());
        Assert.Empty(Directory.EnumerateDirectories(_folder.File("shop/.fm"), "capture-*"));
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_told_and_a_path_outside_is_not_written()
    {
        await MigratedShopAsync();

        foreach (var (code, said, args) in new (string, string, string[])[]
        {
            ("CAP001", "Did you mean 'countries'?", ["--resource", "countris"]),
            ("CAP001", "Did you mean 'local'?", ["--region", "locl"]),
            ("CAP001", "It has test/local/app-config", ["--target", "test/local/nothing"]),
            ("CAP001", "Did you mean 'app-db'?", ["--resource", "x", "--kind", "sql", "--target", "app-bd"]),
            ("CAP009", "no path below metadata/", ["--resource", "x", "--kind", "documents", "--target", "app-mails", "--path", "../../out"]),
            ("TGT032", "no table 'nothing'", ["--resource", "x", "--kind", "reference-data", "--target", "app-db", "--table", "nothing"]),
            ("TGT004", "holds no Documents", ["--resource", "x", "--kind", "documents", "--target", "app-db"]),
            ("CAP001", "holds no Settings", ["--resource", "x", "--kind", "settings", "--target", "app-config"]),
        })
        {
            var refused = await InShopAsync(["capture", "--env", "test", .. args]);
            Assert.Equal(1, refused.Exit);
            Assert.StartsWith($"error {code}", refused.Error, StringComparison.Ordinal);
            Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(64, (await InShopAsync("capture", "--env", "test", "--resource", "x", "--kind", "flag", "--target", "app-config")).Exit);
        Assert.Equal(64, (await InShopAsync("capture", "--env", "test", "--table", "x")).Exit);
        Assert.Empty(Changes());
    }

    [Fact]
    public async Task The_document_for_programs_is_approved()
    {
        await MigratedShopAsync();
        Settings(live => live["app/pageSize"] = 50);

        var captured = await InShopAsync("capture", "--env", "test", "--resource", "app-settings", "--check", "--json");

        Assert.Equal(2, captured.Exit);
        Approved.Matches(captured.Out, "Json/capture.approved.json");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task MigratedShopAsync(Func<Task>? before = null)
    {
        var made = await FmAsync(_folder.Path, "new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
        if (before is not null)
        {
            await before();
        }

        var migrated = await InShopAsync("migrate", "--env", "test");
        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
    }

    private void Settings(Action<JsonNode> change, string region = "local")
    {
        var file = _folder.File($"shop/data/test/{region}/config/settings.json");
        var live = JsonNode.Parse(File.ReadAllText(file))!;
        change(live);
        File.WriteAllText(file, live.ToJsonString());
    }

    private void Flags(Action<JsonArray> change)
    {
        var file = _folder.File("shop/data/test/local/config/feature-management.json");
        var live = JsonNode.Parse(File.ReadAllText(file))!;
        change(live["feature_management"]!["feature_flags"]!.AsArray());
        File.WriteAllText(file, live.ToJsonString());
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("shop/data/test/local/app.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private Task<string> ReadAsync(string path) => File.ReadAllTextAsync(_folder.File("shop", path), Cancellation);

    private async Task ReplaceAsync(string path, string from, string to)
    {
        var text = await ReadAsync(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("shop", path), text[..at] + to + text[(at + from.Length)..], Cancellation);
    }

    private List<string> Changes()
    {
        using var git = new Repository(_folder.File("shop"));
        return [.. git.RetrieveStatus().Where(entry => entry.State != FileStatus.Ignored).Select(entry => $"{entry.State} {entry.FilePath}")];
    }

    private void Commit()
    {
        using var git = new Repository(_folder.File("shop"));
        Commands.Stage(git, "*");
        var ada = new Signature("Ada", "ada@example.com", DateTimeOffset.UtcNow);
        git.Commit("As it is in test", ada, ada);
    }

    private Task<FmResult> InShopAsync(params string[] args) => FmAsync(_folder.File("shop"), args);

    private static Task<FmResult> FmAsync(string directory, params string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);
}
