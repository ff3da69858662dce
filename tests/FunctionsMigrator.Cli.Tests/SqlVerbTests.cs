using System.Globalization;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Script histories of real SQLite databases, over a real repository, store and engine.</summary>
public sealed class SqlVerbTests : IDisposable
{
    private const string Orders = "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);\n";
    private const string Index = "CREATE INDEX orders_total ON orders (total);\n";
    private const string View = "DROP VIEW IF EXISTS big;\nCREATE VIEW big AS SELECT * FROM orders WHERE total > 100;\n";
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private readonly TemporaryDirectory _folder = new();
    private bool _committed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Scripts_are_shown_as_they_stand_with_what_was_edited()
    {
        Write("V1__orders.sql", Orders).Write("V2__index.sql", Index).Write("R__big.sql", View).Commit();
        Assert.Equal(0, (await FmAsync("migrate", "--env", "test")).Exit);
        Write("V3__more.sql", "ALTER TABLE orders ADD COLUMN note TEXT;\n").Commit();
        var good = await FmAsync("sql", "info", "--env", "test");
        Write("V1__orders.sql", Orders.Replace("NOT NULL", "NOT NULL DEFAULT 0", StringComparison.Ordinal)).Write("V1.5__late.sql", "SELECT 1;\n").Remove("V2__index.sql").Commit();
        var bad = await FmAsync("sql", "info", "--env", "test", "--history");
        var json = (await FmAsync("sql", "info", "--env", "test", "--json")).Json().GetProperty("histories")[0];

        Assert.Equal(0, good.Exit);
        Assert.Matches(@"V1__orders +applied +apply ", good.Out);
        Assert.Matches(@"V3__more +pending\n", good.Out);
        Assert.Equal(1, bad.Exit);
        Assert.Matches(@"V1__orders +edited", bad.Out);
        Assert.Contains("    -CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);\n    +CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL DEFAULT 0);\n", bad.Out, StringComparison.Ordinal);
        Assert.Matches(@"V2__index +missing", bad.Out);
        Assert.All(new[] { "PLAN311", "PLAN312", "next: " }, word => Assert.Contains(word, bad.Error, StringComparison.Ordinal));
        Assert.Equal(
            ["V1__orders edited", "V1.5__late pending", "V3__more pending", "R__big applied", "V2__index missing"],
            json.GetProperty("scripts").EnumerateArray().Select(script => $"{script.GetProperty("key").GetString()} {script.GetProperty("state").GetString()}"));
    }

    [Fact]
    public async Task A_repair_accepts_what_is_edited_and_missing_and_adds_rows()
    {
        Write("V1__orders.sql", Orders).Write("V2__index.sql", Index).Commit();
        await FmAsync("migrate", "--env", "test");
        Write("V1__orders.sql", "-- The orders\n" + Orders).Remove("V2__index.sql").Write("V3__more.sql", "ALTER TABLE orders ADD COLUMN note TEXT;\n").Commit();
        Assert.Equal(1, (await FmAsync("plan", "--env", "test", "--commit", "HEAD")).Exit);

        var one = await FmAsync("sql", "repair", "--env", "test", "--script", "V1__orders", "--reason", "only a comment", "--json");
        var rest = await FmAsync("sql", "repair", "--env", "test", "--reason", "squashed");
        var nothing = await FmAsync("sql", "repair", "--env", "test", "--reason", "again");

        Assert.True(one.Exit == 0, one.Error);
        Assert.Equal("V1__orders", one.Json().GetProperty("histories")[0].GetProperty("scripts")[0].GetString());
        Assert.Contains("  V2__index\n", rest.Out, StringComparison.Ordinal);
        Assert.Contains("nothing to write", nothing.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await FmAsync("plan", "--env", "test", "--commit", "HEAD")).Exit);
        Assert.Equal(0, (await FmAsync("migrate", "--env", "test")).Exit);
        Assert.Equal(["V1__orders apply", "V2__index apply", "V1__orders repair", "V2__index repair", "V3__more apply"], History());
        Assert.True((await FmAsync("audit", "verify", "--json")).Json().GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task A_baseline_begins_a_history_once_and_runs_nothing()
    {
        Execute(Orders);
        Write("V1__orders.sql", Orders).Write("V2__index.sql", Index).Commit();

        var unnamed = await FmAsync("sql", "baseline", "--env", "test", "--reason", "grown by hand");
        var begun = await FmAsync("sql", "baseline", "--env", "test", "--up-to", "1", "--reason", "grown by hand");
        var again = await FmAsync("sql", "baseline", "--env", "test", "--up-to", "2", "--reason", "grown by hand");

        Assert.Contains("PLAN345", unnamed.Error, StringComparison.Ordinal);
        Assert.True(begun.Exit == 0, begun.Error);
        Assert.Contains("PLAN343", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await FmAsync("migrate", "--env", "test")).Exit);
        Assert.Equal(["V1__orders baseline", "V2__index apply"], History());
    }

    [Fact]
    public async Task A_declared_baseline_is_recorded_where_it_stands_and_run_where_it_does_not()
    {
        Directory.CreateDirectory(_folder.File("metadata"));
        File.WriteAllText(_folder.File("metadata/old.sql"), Orders);
        Write("V1__index.sql", Index).Resource("baseline: old.sql").Commit();
        Execute(Orders);
        Assert.Contains("PLAN313", (await FmAsync("plan", "--env", "test", "--commit", "HEAD")).Out, StringComparison.Ordinal);

        Assert.Equal(0, (await FmAsync("sql", "baseline", "--env", "test", "--reason", "as found")).Exit);
        Assert.Equal(0, (await FmAsync("migrate", "--env", "test")).Exit);

        Assert.Equal(["old baseline", "V1__index apply"], History());
    }

    [Fact]
    public async Task A_failed_script_stands_in_the_history_and_counts_for_nothing()
    {
        Write("V1__orders.sql", Orders).Commit();
        await FmAsync("migrate", "--env", "test");
        Execute("INSERT INTO orders VALUES (1, 5), (2, 5)");
        Write("V2__unique.sql", "-- fm:nolint LINT203 somebody removes those that are there twice\nCREATE UNIQUE INDEX one_total ON orders (total);\n").Commit();

        await FmAsync("migrate", "--env", "test");

        Assert.Contains("V2__unique failure", History());
        Assert.Matches("V2__unique +pending +failure", (await FmAsync("sql", "info", "--env", "test")).Out);
        Execute("DELETE FROM orders");
        Write("V2__unique.sql", "CREATE UNIQUE INDEX one_total ON orders (total); -- once more\n").Commit();
        Assert.Equal(0, (await FmAsync("migrate", "--env", "test")).Exit);
        Assert.Equal("V2__unique apply", History()[^1]);
    }

    [Fact]
    public async Task A_history_of_Flyway_is_continued_and_the_next_column_comes_and_goes_without_an_undo_file()
    {
        ByFlyway(("1", "orders", "SQL", "V1__orders.sql", Orders), ("2", "index", "SQL", "V2__index.sql", Index), (null, "big", "SQL", "R__big.sql", View));
        Write("V1__orders.sql", Orders.Replace("\n", "\r\n", StringComparison.Ordinal)).Write("V2__index.sql", Index).Write("R__big.sql", View).Commit();
        var before = Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name");

        var imported = await FmAsync("import", "flyway", "--env", "test");

        Assert.True(imported.Exit == 0, imported.Error);
        Assert.Equal(before, Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name"));
        Assert.Equal(["V1__orders import", "V2__index import", "R__big import"], History());
        var baseline = File.ReadAllText(_folder.File("metadata/sql/B2__imported.sql"));
        Assert.DoesNotContain("flyway", baseline, StringComparison.Ordinal);
        Commit();
        Assert.Equal(0, (await FmAsync("plan", "--env", "test", "--commit", "HEAD")).Exit);
        Assert.Contains("nothing to write", (await FmAsync("import", "flyway", "--env", "test")).Out, StringComparison.Ordinal);

        Write("V3__note.sql", "ALTER TABLE orders ADD COLUMN note TEXT;\n").Commit();
        var run = (await FmAsync("migrate", "--env", "test", "--json")).Json().GetProperty("run").GetProperty("id").GetString()!;
        Assert.Equal(["3"], Query("SELECT count(*) FROM pragma_table_info('orders')"));
        Assert.Equal(0, (await FmAsync("rollback", run, "--reason", "not wanted")).Exit);
        Assert.Equal(before, Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name"));

        // A new database begins with the catalogue, and has all that the old one has.
        File.Delete(_folder.File("data/shop.sqlite"));
        Write("V4__last.sql", "CREATE TABLE last (id INTEGER);\n").Remove("V3__note.sql").Commit();
        var anew = await FmAsync("migrate", "--env", "test");
        Assert.True(anew.Exit == 0, anew.Out + anew.Error);
        Assert.Equal(["B2__imported apply", "V4__last apply", "R__big apply"], History());
    }

    [Theory]
    [InlineData("other", "PLAN342", "V2__index has Flyway's checksum")]
    [InlineData("missing", "PLAN341", "which schema does not have in git")]
    [InlineData("failed", "PLAN341", "failed and was not repaired")]
    [InlineData("java", "PLAN341", "of type JDBC, which is no SQL script")]
    [InlineData("none", "PLAN340", "cannot be read")]
    public async Task A_history_of_Flyway_that_does_not_fit_is_refused_by_name_and_nothing_is_written(string how, string code, string words)
    {
        if (how != "none")
        {
            ByFlyway(("1", "orders", "SQL", "V1__orders.sql", Orders), ("2", "index", how == "java" ? "JDBC" : "SQL", "V2__index.sql", Index));
        }

        Write("V1__orders.sql", Orders);
        if (how != "missing")
        {
            Write("V2__index.sql", how == "other" ? Index + "SELECT 1;\n" : Index);
        }

        if (how == "failed")
        {
            Execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '2'");
        }

        Commit();
        var imported = await FmAsync("import", "flyway", "--env", "test");

        Assert.Equal(1, imported.Exit);
        Assert.Contains($"error {code}", imported.Error, StringComparison.Ordinal);
        Assert.Contains(words, imported.Error, StringComparison.Ordinal);
        Assert.Equal(["0"], Query("SELECT count(*) FROM sqlite_schema WHERE name = 'fm_history'"));
        Assert.False(File.Exists(_folder.File("metadata/sql/B2__imported.sql")));
    }

    [Fact]
    public async Task What_Flyway_took_back_or_only_called_its_baseline_is_told_apart()
    {
        ByFlyway(
            ("2", "<< Flyway Baseline >>", "BASELINE", "<< Flyway Baseline >>", null), ("3", "more", "SQL", "V3__more.sql", Index), ("4", "gone", "SQL", "V4__gone.sql", Index), ("4", "gone", "UNDO_SQL", "U4__gone.sql", Index));
        Write("V1__orders.sql", Orders).Write("V2__x.sql", View).Write("V3__more.sql", Index).Write("V4__gone.sql", "CREATE TABLE gone (id INTEGER);\n").Commit();

        Assert.Equal(0, (await FmAsync("import", "flyway", "--env", "test", "--no-baseline")).Exit);

        Assert.Equal(["V1__orders import", "V2__x import", "V3__more import"], History());
        Assert.Matches("V4__gone +pending", (await FmAsync("sql", "info", "--env", "test")).Out);
        Assert.False(File.Exists(_folder.File("metadata/sql/B3__imported.sql")));
    }

    [Fact]
    public async Task Without_the_role_operator_a_history_is_only_read()
    {
        Write("V1__orders.sql", Orders).Commit();
        var key = (await FmAsync("login", "create", "kim", "--role", "reader", "--json")).Json().GetProperty("key").GetString()!;

        var refused = await new Fm { Surroundings = new TestSurroundings(_folder.Path, ("FM_API_KEY", key)), Hosts = new HostFactory(), RealTime = true }
            .RunAsync("sql", "baseline", "--env", "test", "--up-to", "1", "--reason", "x");

        Assert.Equal(1, refused.Exit);
        Assert.Contains("kim has no role operator", refused.Error, StringComparison.Ordinal);
    }

    private SqlVerbTests Write(string script, string text)
    {
        Directory.CreateDirectory(_folder.File("metadata/sql"));
        File.WriteAllText(_folder.File($"metadata/sql/{script}"), text);
        return this;
    }

    private SqlVerbTests Remove(string script)
    {
        File.Delete(_folder.File($"metadata/sql/{script}"));
        return this;
    }

    private SqlVerbTests Resource(string more)
    {
        File.WriteAllText(_folder.File("metadata/schema.yaml"), $"kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n{more}\n");
        return this;
    }

    private void Commit()
    {
        if (!_committed)
        {
            File.WriteAllText(_folder.File(".gitignore"), ".fm/\ndata/\n");
            File.WriteAllText(_folder.File("migrator.yaml"), "kind: Repository\nname: shop\nformat: 1\nbranches: { main: [test] }\nstore: local\n");
            Directory.CreateDirectory(_folder.File("environments"));
            Directory.CreateDirectory(_folder.File("policies"));
            File.WriteAllText(_folder.File("policies/test.yaml"), "kind: Policy\nname: test\n");
            File.WriteAllText(
                _folder.File("environments/test.yaml"),
                "kind: Environment\nname: test\npolicy: test\nregions: [ { name: local, ring: canary } ]\ntargets: { db: { type: sqlite, path: data/shop.sqlite } }\nrollout: { waves: [ { percent: 100 } ] }\n");
            if (!File.Exists(_folder.File("metadata/schema.yaml")))
            {
                Resource("");
            }
        }

        var made = _committed ? GitRepositories.CommitAll(_folder.Path, "Next", Ada, DateTimeOffset.UtcNow) : GitRepositories.Create(_folder.Path, "First", Ada, DateTimeOffset.UtcNow);
        Assert.True(made.Succeeded);
        _committed = true;
    }

    private Task<FmResult> FmAsync(params string[] args) => new Fm { Surroundings = new TestSurroundings(_folder.Path), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);

    private string[] History() => Query("SELECT script || ' ' || action FROM fm_history ORDER BY id");

    /// <summary>What Flyway would have left behind: the objects, and its table.</summary>
    private void ByFlyway(params (string? Version, string Description, string Type, string Script, string? Sql)[] migrations)
    {
        Execute(
            """
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,
              checksum INT, installed_by VARCHAR(100) NOT NULL, installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')), execution_time INT NOT NULL, success BOOLEAN NOT NULL);
            CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
            """);
        var made = new HashSet<string>();
        foreach (var (rank, migration) in migrations.Index())
        {
            if (migration.Sql is { } sql && made.Add(sql) && (sql != Index || made.Contains(Orders)))
            {
                Execute(sql);
            }

            var checksum = migration.Sql is { } text ? FlywayChecksum.Of(text).ToString(CultureInfo.InvariantCulture) : "NULL";
            Execute(
                $"INSERT INTO flyway_schema_history VALUES ({rank + 1}, {(migration.Version is { } version ? $"'{version}'" : "NULL")}, '{migration.Description}', '{migration.Type}', '{migration.Script}', {checksum}, 'ada', '2026-01-01', 5, 1)");
        }
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string[] Query(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    private SqliteConnection Open()
    {
        Directory.CreateDirectory(_folder.File("data"));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("data/shop.sqlite"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
