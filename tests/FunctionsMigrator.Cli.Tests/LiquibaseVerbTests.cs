namespace FunctionsMigrator.Cli.Tests;

/// <summary>A database that Liquibase made from SQL-formatted changelogs is taken over as it is, and goes on from there.</summary>
public sealed class LiquibaseVerbTests : IDisposable
{
    private const string Orders = "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);";
    private const string Index = "CREATE INDEX orders_total ON orders (total);";
    private const string View = "DROP VIEW IF EXISTS big;\nCREATE VIEW big AS SELECT * FROM orders WHERE total > 100;";

    private const string OrdersFile =
        $"""
        --liquibase formatted sql

        --changeset ada:1 labels:base
        --comment: The orders
        {Orders}
        --rollback DROP TABLE orders;

        --changeset ada:"2 by total" runInTransaction:false
        {Index}
        /* liquibase rollback
        DROP INDEX orders_total;
        */
        --changeset ada:view runOnChange:true
        {View}

        """;

    private readonly ScriptShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_history_of_Liquibase_is_continued_and_the_next_column_comes_and_goes_without_an_undo_file()
    {
        Taken();
        _shop.Write("old/db/master.yaml", "databaseChangeLog:\n  - include: { file: db/orders.sql }\n  - includeAll: { path: more, relativeToChangelogFile: true }\n").Write("old/db/orders.sql", OrdersFile)
            .Write("old/db/more/9.sql", "--liquibase formatted sql\n--changeset ada:1\n--precondition-sql-check expectedResult:0 SELECT count(*) FROM orders WHERE total < 0\nALTER TABLE orders ADD COLUMN day TEXT;\n")
            .Write("old/db/more/readme.txt", "No changelog").Commit();
        var before = _shop.Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name");

        var dry = await ImportAsync("--changelog", "old/db/master.yaml", "--root", "old", "--dry-run");
        Assert.True(dry.Exit == 0, dry.Error);
        Assert.Empty(_shop.Scripts());
        var imported = await ImportAsync("--changelog", "old/db/master.yaml", "--root", "old");

        Assert.True(imported.Exit == 0, imported.Error);
        Assert.Equal(dry.Out.Replace("would write", "wrote", StringComparison.Ordinal).Split("3 rows")[0], imported.Out.Split("3 rows")[0]);
        Assert.Equal(before, _shop.Query("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND sql IS NOT NULL ORDER BY name"));
        Assert.Equal(["V1__1 import", "V2__2_by_total import", "R__0003_view import"], _shop.History());
        Assert.Equal(["B2__imported.sql", "R__0003_view.sql", "U1__1.sql", "U2__2_by_total.sql", "V1__1.sql", "V2__2_by_total.sql", "V3__1.sql"], _shop.Scripts());
        Assert.Equal($"-- Changeset db/orders.sql::1::ada\n-- Comment: The orders\n-- Labels: base\n{Orders}\n", _shop.Read("metadata/sql/V1__1.sql"));
        Assert.Equal("-- Changeset db/orders.sql::2 by total::ada\nDROP INDEX orders_total;\n", _shop.Read("metadata/sql/U2__2_by_total.sql"));
        Assert.DoesNotContain("databasechangelog", _shop.Read("metadata/sql/B2__imported.sql"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("big", _shop.Read("metadata/sql/B2__imported.sql"), StringComparison.Ordinal);

        _shop.Commit();
        var again = await ImportAsync("--changelog", "old/db/master.yaml", "--root", "old");
        Assert.True(again.Exit == 0, again.Error);
        Assert.Contains("nothing to write", again.Out, StringComparison.Ordinal);
        var plan = await _shop.FmAsync("plan", "--env", "test", "--commit", "HEAD");
        Assert.Equal(2, plan.Exit);
        Assert.Contains("V3__1", plan.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("V2__", plan.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await _shop.FmAsync("migrate", "--env", "test")).Exit);
        Assert.Equal(0, (await _shop.FmAsync("plan", "--env", "test", "--commit", "HEAD")).Exit);

        var columns = _shop.Query("SELECT name FROM pragma_table_info('orders')");
        _shop.Write("metadata/sql/V4__note.sql", "ALTER TABLE orders ADD COLUMN note TEXT;\n").Commit();
        var run = (await _shop.FmAsync("migrate", "--env", "test", "--json")).Json().GetProperty("run").GetProperty("id").GetString()!;
        Assert.Equal([.. columns, "note"], _shop.Query("SELECT name FROM pragma_table_info('orders')"));
        Assert.Equal(0, (await _shop.FmAsync("rollback", run, "--reason", "not wanted")).Exit);
        Assert.Equal(columns, _shop.Query("SELECT name FROM pragma_table_info('orders')"));
    }

    [Fact]
    public async Task A_new_database_begins_with_the_catalogue_and_goes_on_with_what_Liquibase_did_not_run()
    {
        Taken();
        _shop.Write("orders.sql", OrdersFile + "--changeset ada:next\n--preconditions onFail:HALT\n--precondition-sql-check expectedResult:0 SELECT count(*) FROM orders WHERE id = 7\nCREATE TABLE next (id INTEGER);\n").Commit();
        Assert.Equal(0, (await ImportAsync("--changelog", "orders.sql", "--reason", "moved over")).Exit);
        _shop.Commit();
        File.Delete(_shop.PathOf("data/shop.sqlite"));

        var run = await _shop.FmAsync("migrate", "--env", "test");

        Assert.True(run.Exit == 0, run.Out + run.Error);
        Assert.Equal(["B2__imported apply", "V3__next apply", "R__0003_view apply"], _shop.History());
        Assert.Equal(["1"], _shop.Query("SELECT count(*) FROM pragma_table_info('next')"));
    }

    [Fact]
    public async Task What_an_import_does_is_told_as_json()
    {
        Taken();
        _shop.Write("orders.sql", OrdersFile).Commit();

        var json = (await ImportAsync("--changelog", "orders.sql", "--json", "--no-baseline")).Json();

        Assert.Equal(("test", "import", false), (json.GetProperty("environment").GetString(), json.GetProperty("decision").GetString(), json.GetProperty("dryRun").GetBoolean()));
        Assert.Equal(5, json.GetProperty("files").GetArrayLength());
        Assert.Equal("V1__1", json.GetProperty("histories")[0].GetProperty("scripts")[0].GetString());
    }

    [Fact]
    public async Task Statements_are_told_apart_as_Liquibase_does_and_ended_as_databases_want_it()
    {
        _shop.ByLiquibase();
        _shop.Write(
            "all.sql",
            """
            --liquibase formatted sql
            --property name:money value:INTEGER dbms:sqlite
            --property name:money value:numeric
            --changeset ada:1 endDelimiter:// dbms:sqlite,h2
            CREATE TABLE t (a ${money}, b TEXT DEFAULT '//')//
            CREATE TRIGGER g AFTER INSERT ON t BEGIN
              UPDATE t SET a = a + 1;
              UPDATE t SET a = a * 2;
            END
            //
            --rollback DROP TRIGGER g//
            --rollback DROP TABLE t//
            --changeset ada:2
            CREATE TABLE u (a)
            GO
            CREATE TABLE v (a)
            go
            --rollback not required
            --changeset ada:3 splitStatements:false
            INSERT INTO u VALUES (1); INSERT INTO u VALUES (2);
            --ignoreLines:1
            DROP TABLE u;
            --ignoreLines:start
            DROP TABLE v;
            --ignoreLines:end
            INSERT INTO u VALUES (3);
            --rollback changesetId:2 changesetAuthor:ada
            --changeset ada:4 dbms:postgresql
            SELECT 4;
            --changeset ada:5 dbms:!sqlite
            SELECT 5;
            --changeset ada:6 ignore:true
            SELECT 6;
            --changeset ada:7 runAlways:true
            --preconditions onFail:WARN
            --precondition-sql-check expectedResult:"1" SELECT 1;
            UPDATE u SET a = 7 WHERE a = 7;
            --rollback SELECT 7;
            """).Commit();

        var imported = await ImportAsync("--changelog", "all.sql");

        Assert.True(imported.Exit == 0, imported.Error);
        Assert.Equal(["R__0004_7.sql", "U1__1.sql", "U2__2.sql", "U3__3.sql", "V1__1.sql", "V2__2.sql", "V3__3.sql"], _shop.Scripts());
        Assert.Equal(
            "-- Changeset all.sql::1::ada\nCREATE TABLE t (a INTEGER, b TEXT DEFAULT '//');\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n  UPDATE t SET a = a + 1;\n  UPDATE t SET a = a * 2;\nEND;\n", _shop.Read("metadata/sql/V1__1.sql"));
        Assert.Equal("-- Changeset all.sql::1::ada\nDROP TRIGGER g;\nDROP TABLE t;\n", _shop.Read("metadata/sql/U1__1.sql"));
        Assert.Equal("-- Changeset all.sql::2::ada\nCREATE TABLE u (a);\nCREATE TABLE v (a);\n", _shop.Read("metadata/sql/V2__2.sql"));
        Assert.Equal("-- Changeset all.sql::2::ada\n-- Nothing needs to be taken back.\nSELECT 1;\n", _shop.Read("metadata/sql/U2__2.sql"));
        Assert.Equal("-- Changeset all.sql::3::ada\nINSERT INTO u VALUES (1); INSERT INTO u VALUES (2);\nINSERT INTO u VALUES (3);\n", _shop.Read("metadata/sql/V3__3.sql"));
        Assert.Contains("CREATE TABLE u (a);", _shop.Read("metadata/sql/U3__3.sql"), StringComparison.Ordinal);
        Assert.Equal("-- Changeset all.sql::7::ada\n-- fm: run-always\n-- Before it ran, '1' was the answer to: SELECT 1;\nUPDATE u SET a = 7 WHERE a = 7;\n", _shop.Read("metadata/sql/R__0004_7.sql"));
        Assert.Contains("PLAN347", imported.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", "PLAN342", "Liquibase ran it with 9:")]
    [InlineData("missing", "PLAN341", "orders.sql::gone::ada, which the changelog does not have")]
    [InlineData("failed", "PLAN341", "orders.sql::1::ada is FAILED")]
    [InlineData("locked", "PLAN341", "holds its lock on databasechangelog: build-7")]
    [InlineData("none", "PLAN340", "cannot be read")]
    [InlineData("context", "PLAN346", "orders.sql::1::ada cannot be carried over: it has the context 'prod'")]
    [InlineData("precondition", "PLAN346", "its precondition table-exists is no query")]
    [InlineData("mark", "PLAN346", "onFail:MARK_RAN")]
    [InlineData("labels", "PLAN346", "it has the labels 'x' and did not run everywhere")]
    [InlineData("program", "PLAN346", "it runs with the program psql")]
    [InlineData("pass", "PLAN346", "failOnError:false")]
    [InlineData("order", "PLAN346", "it has a runOrder")]
    [InlineData("delimiter", "PLAN346", "its statements end with '\\s*\\n/'")]
    [InlineData("rollback", "PLAN346", "its rollback runs another changeset")]
    [InlineData("twice", "PLAN349", "orders.sql::1::ada stands there twice")]
    [InlineData("loose", "PLAN349", "A statement stands before the first changeset")]
    [InlineData("stands", "PLAN350", "metadata/sql/V1__1.sql is in git with another text")]
    public async Task What_does_not_fit_is_refused_by_name_and_place_and_nothing_is_written(string how, string code, string words)
    {
        if (how != "none")
        {
            Taken();
        }

        var file = how switch
        {
            "other" => OrdersFile.Replace("NOT NULL);", "NOT NULL DEFAULT 0);", StringComparison.Ordinal),
            "context" => OrdersFile.Replace("labels:base", "labels:base context:prod", StringComparison.Ordinal),
            "precondition" => OrdersFile + "--changeset ada:9\n--precondition-table-exists table:x\nSELECT 1;\n",
            "mark" => OrdersFile + "--changeset ada:9\n--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:0 SELECT 1\nSELECT 1;\n",
            "labels" => OrdersFile + "--changeset ada:9 labels:x\nSELECT 1;\n",
            "program" => OrdersFile + "--changeset ada:9 runWith:psql\nSELECT 1;\n",
            "pass" => OrdersFile + "--changeset ada:9 failOnError:false\nSELECT 1;\n",
            "order" => OrdersFile + "--changeset ada:9 runOrder:last\nSELECT 1;\n",
            "delimiter" => OrdersFile + "--changeset ada:9 endDelimiter:\\s*\\n/\nSELECT 1;\n",
            "rollback" => OrdersFile + "--changeset ada:9\nSELECT 1;\n--rollback changesetId:77 changesetAuthor:ada\n",
            "twice" => OrdersFile + "--changeset ada:1\nSELECT 1;\n",
            "loose" => "--liquibase formatted sql\nSELECT 1;\n" + OrdersFile,
            _ => OrdersFile,
        };
        if (how is "missing" or "failed" or "locked")
        {
            _shop.Execute(how switch
            {
                "missing" => "UPDATE DATABASECHANGELOG SET ID = 'gone' WHERE ID = 'view'",
                "failed" => "UPDATE DATABASECHANGELOG SET EXECTYPE = 'FAILED' WHERE ID = '1'",
                _ => "UPDATE DATABASECHANGELOGLOCK SET LOCKED = 1, LOCKGRANTED = '2026-01-01', LOCKEDBY = 'build-7'",
            });
        }

        if (how == "stands")
        {
            _shop.Write("metadata/sql/V1__1.sql", "SELECT 1;\n");
        }

        _shop.Write("orders.sql", file).Commit();
        var imported = await ImportAsync("--changelog", "orders.sql");

        Assert.Equal(1, imported.Exit);
        Assert.Contains($"error {code}", imported.Error, StringComparison.Ordinal);
        Assert.Contains(words, imported.Error, StringComparison.Ordinal);
        Assert.Equal(how == "stands" ? ["V1__1.sql"] : [], _shop.Scripts());
        Assert.Equal(["0"], _shop.Query("SELECT count(*) FROM sqlite_schema WHERE name = 'fm_history'"));
    }

    [Theory]
    [InlineData("master.xml", "<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n<changeSet id=\"7\" author=\"bo\"><createTable tableName=\"x\"/></changeSet>\n</databaseChangeLog>", "the changeset 7 by bo itself", "master.xml:2")]
    [InlineData("master.xml", "<databaseChangeLog>\n<preConditions><dbms type=\"h2\"/></preConditions></databaseChangeLog>", "holds 'preConditions'", "master.xml:2")]
    [InlineData("master.xml", "<!DOCTYPE x SYSTEM \"x\"><databaseChangeLog/>", "no XML", "master.xml")]
    [InlineData("master.xml", "<databaseChangeLog/>", "includes no SQL file", "master.xml")]
    [InlineData("master.yaml", "databaseChangeLog:\n  - changeSet: { id: 7, author: bo, changes: [] }\n", "the changeset 7 by bo itself", "master.yaml")]
    [InlineData("master.json", "{ \"databaseChangeLog\": [ { \"include\": { \"file\": \"../outside.sql\" } } ] }", "outside of the folder", "master.json")]
    [InlineData("master.json", "{ \"databaseChangeLog\": [ { \"include\": { \"file\": \"orders.sql\", \"contextFilter\": \"prod\" } } ] }", "contextFilter 'prod'", "master.json")]
    [InlineData("master.yaml", "databaseChangeLog:\n  - include: { file: nowhere.sql }\n", "There is no file 'nowhere.sql'", "master.yaml")]
    [InlineData("master.yaml", "databaseChangeLog:\n  - includeAll: { path: nowhere }\n", "There is no folder 'nowhere'", "master.yaml")]
    [InlineData("master.yaml", "changes: []\n", "no list databaseChangeLog", "master.yaml")]
    [InlineData("master.toml", "", "no changelog that is read here", "master.toml")]
    public async Task A_master_that_does_more_than_include_is_refused_by_name_and_place(string name, string text, string words, string place)
    {
        Taken();
        _shop.Write("orders.sql", OrdersFile).Write(name, text).Commit();

        var imported = await ImportAsync("--changelog", name);

        Assert.Equal(1, imported.Exit);
        Assert.Contains("error PLAN349", imported.Error, StringComparison.Ordinal);
        Assert.Contains(words, imported.Error, StringComparison.Ordinal);
        Assert.Contains(place, imported.Error, StringComparison.Ordinal);
        Assert.Empty(_shop.Scripts());
    }

    [Fact]
    public async Task Checksums_are_compared_in_both_forms_and_what_cannot_be_compared_is_told()
    {
        // The first two are from Liquibase's own tests.
        _shop.ByLiquibase(
            ("a", "x.sql", "", "9:3b78b9910981c62ca27148640fad7bc2"), ("b", "x.sql", "", "8:551a6b5455d661ce7101a063b818ca3e"), ("c", "x.sql", "", ScriptShop.Checksum8("SELECT 1; SELECT ' ' ;", "//")), ("d", "x.sql", "", "7:0123"),
            ("e", "x.sql", "", null), ("f", "x.sql", "", "9:4444"), ("g", "x.sql", "", "9:5555"), ("h", "x.sql", "", "9:6666"), ("raw", "y.sql", "", "9:7777"), ("view", "x.sql", "", "9:8888"));
        _shop.Execute("UPDATE DATABASECHANGELOG SET AUTHOR = 'includeAll' WHERE ID = 'raw'");
        _shop.Write("metadata/schema.yaml", "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\nsubstitute: false\n").Write("y.sql", "SELECT 7;\n").Write(
            "x.sql",
            """
            --liquibase formatted sql
            --changeset ada:a
            select 1
            --changeset ada:b stripComments:false
            select  1

            --changeset ada:c endDelimiter://
            SELECT 1;
              SELECT	'
             ' ;
            --changeset ada:d
            SELECT 4;
            --changeset ada:e
            SELECT 5;
            --changeset ada:f
            --validCheckSum: 9:4444
            SELECT 6;
            --changeset ada:g
            --validCheckSum ANY
            SELECT 7;
            --changeset ada:h
            SELECT '${unknown}';
            --changeset ada:view runOnChange:true
            CREATE VIEW v AS SELECT 1;
            """).Write("master.xml", "<databaseChangeLog><property name=\"x\" value=\"y\"/><include file=\"x.sql\"/><include file=\"y.sql\"/></databaseChangeLog>").Commit();

        var imported = await ImportAsync("--changelog", "master.xml", "--no-baseline");

        Assert.True(imported.Exit == 0, imported.Error);
        Assert.Equal(["d", "e", "h", "raw"], imported.Error.Split('\n').Where(line => line.Contains("PLAN348", StringComparison.Ordinal)).Select(line => line.Split("::")[1]));
        Assert.Equal(9, _shop.History().Length);
        Assert.DoesNotContain("R__0010_view import", _shop.History());
    }

    [Fact]
    public async Task Without_the_role_operator_nothing_is_imported()
    {
        Taken();
        _shop.Write("orders.sql", OrdersFile).Commit();
        var key = (await _shop.FmAsync("login", "create", "kim", "--role", "reader", "--json")).Json().GetProperty("key").GetString()!;

        var refused = await new Fm { Surroundings = new Doubles.TestSurroundings(_shop.Folder, ("FM_API_KEY", key)), Hosts = new Hosting.HostFactory(), RealTime = true }
            .RunAsync("import", "liquibase", "--env", "test", "--changelog", "orders.sql");

        Assert.Equal(1, refused.Exit);
        Assert.Contains("kim has no role operator", refused.Error, StringComparison.Ordinal);
        Assert.Empty(_shop.Scripts());
    }

    /// <summary>What Liquibase would have left behind of <see cref="OrdersFile"/>.</summary>
    private void Taken() => _shop.ByLiquibase(
        ("1", "db/orders.sql", Orders, ScriptShop.Checksum9(Orders)), ("2 by total", "db/orders.sql", Index, ScriptShop.Checksum8(Index)), ("view", "classpath:db/orders.sql", View, ScriptShop.Checksum9(View)));

    private Task<FmResult> ImportAsync(params string[] args) => _shop.FmAsync(["import", "liquibase", "--env", "test", .. args]);
}
