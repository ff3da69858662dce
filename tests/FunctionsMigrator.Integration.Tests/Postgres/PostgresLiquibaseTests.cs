using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Operations.Histories.Liquibase;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Integration.Tests.Flyway;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>A PostgreSQL database that Liquibase made is taken over as it is, and goes on from there.</summary>
public sealed class PostgresLiquibaseTests(TestServers servers)
{
    private static readonly (string Id, string Attributes, string Sql, string Rollback)[] Changesets =
    [
        ("1", "", "CREATE TYPE mood AS ENUM ('happy', 'sad');\nCREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood mood);\nCOMMENT ON TABLE customers IS 'People; things';",
            "DROP TABLE customers;\n--rollback DROP TYPE mood;"),
        ("2-cheer", " splitStatements:false",
            "CREATE FUNCTION cheer() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  NEW.mood := 'happy'; -- one; two\n  RETURN NEW;\nEND $body$;\nCREATE TRIGGER cheered BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION cheer();",
            "DROP TRIGGER cheered ON customers;\n--rollback DROP FUNCTION cheer();"),
        ("3-index", " runInTransaction:false", "CREATE INDEX CONCURRENTLY by_name ON customers (name);", "DROP INDEX by_name;"),
        ("4-view", " runOnChange:true", "CREATE OR REPLACE VIEW happy AS SELECT id, name FROM customers WHERE mood = 'happy';", "DROP VIEW happy;"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_of_Liquibase_is_continued_and_the_next_column_comes_and_goes_without_an_undo_file()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        var before = await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation);

        var imported = await ImportAsync(world, Log());

        Assert.True(imported.Succeeded, string.Join("\n", imported.Findings));
        Assert.Equal(["V1__1", "V2__2-cheer", "V3__3-index", "R__0004_4-view"], Assert.Single(imported.Value.Histories).Scripts);
        Assert.Equal(before, await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation));
        Adopt(world, imported.Value);
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
        Assert.Empty((await ImportAsync(world, Log())).Value.Histories);

        world.Write("metadata/sql/V4__note.sql", "ALTER TABLE customers ADD COLUMN note text;\n").Commit("A column");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.NotEqual(before, await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
        Assert.Equal(before, await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation));
    }

    [Fact]
    public async Task A_new_database_becomes_what_the_imported_one_is_and_what_did_not_run_asks_its_condition()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        var log = Log("--changeset ada:5\n--preconditions onFail:HALT\n--precondition-sql-check expectedResult:0 SELECT count(*) FROM customers\nCREATE TABLE next (id int);\n--rollback DROP TABLE next;\n");
        var imported = await ImportAsync(world, log);
        Assert.True(imported.Succeeded, string.Join("\n", imported.Findings));
        Adopt(world, imported.Value);
        await using var other = await servers.NewDatabaseAsync();
        world.Secrets["FM_SECRET_DB"] = other.ConnectionString;
        world.Open();

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Equal(["B3__imported", "V4__5", "R__0004_4-view"], await other.QueryAsync("SELECT script FROM fm.history ORDER BY id"));
        var made = (await CatalogueDump.ReadAsync(other.ConnectionString, Cancellation)).Where(line => !line.Contains(" next", StringComparison.Ordinal) && !line.Contains("public.next", StringComparison.Ordinal));
        Assert.Equal(await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation), made);

        // Where the condition does not hold, the script stops and nothing of it stands.
        await database.ExecuteAsync("INSERT INTO customers (name) VALUES ('ada')");
        world.Secrets["FM_SECRET_DB"] = database.ConnectionString;
        world.Open();
        world.Write("README.md", "Another run\n").Commit("Words");
        var stopped = await world.RunAsync("production");
        Assert.Contains("The precondition of db/log.sql::5::ada does not hold", stopped.Reason, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*)::text FROM pg_class WHERE relname = 'next'"));
    }

    [Fact]
    public async Task A_changeset_that_is_not_what_ran_is_refused_and_nothing_is_written()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        var log = Log();

        var refused = await ImportAsync(world, log with { Files = [log.Files[0] with { Text = log.Files[0].Text.Replace("name text NOT NULL", "name text", StringComparison.Ordinal) }] });

        var finding = Assert.Single(refused.Findings);
        Assert.Equal(("PLAN342", 2), (finding.Code, finding.Place!.Line));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*)::text FROM pg_namespace WHERE nspname = 'fm'"));
    }

    private static Changelog Log(string more = "") => new(
        [new ChangelogFile("db/log.sql", "--liquibase formatted sql\n" + string.Concat(Changesets.Select(changeset => $"--changeset ada:{changeset.Id}{changeset.Attributes}\n{changeset.Sql}\n--rollback {changeset.Rollback}\n")) + more)],
        new Dictionary<string, string>());

    private static void Adopt(Scenario world, ImportedLiquibase imported)
    {
        foreach (var (path, text) in imported.Scripts.Concat(imported.Catalogues.Select(catalogue => (catalogue.File, catalogue.Sql))))
        {
            world.Write(path, text);
        }

        world.Commit("Taken over");
    }

    /// <summary>A database as Liquibase leaves it, and a repository that has no script yet.</summary>
    private static async Task<Scenario> BeginAsync(TestDatabase database)
    {
        await database.ExecuteAsync(
            """
            CREATE TABLE databasechangeloglock (id integer NOT NULL, locked boolean NOT NULL, lockgranted timestamp, lockedby varchar(255), CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (id));
            INSERT INTO databasechangeloglock VALUES (1, false, NULL, NULL);
            CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL, orderexecuted integer NOT NULL, exectype varchar(10) NOT NULL,
              md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10));
            """);
        foreach (var (order, changeset) in Changesets.Index())
        {
            await database.ExecuteAsync(changeset.Sql);
            var inner = "9:" + Md5(string.Concat(changeset.Sql.Split([' ', '\n', '\t', '\r'])));
            await database.ExecuteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO databasechangelog VALUES ('{changeset.Id}', 'ada', 'db/log.sql', now(), {order + 1}, 'EXECUTED', '9:{Md5(inner + ":")}', 'sql', '', NULL, '4.29.2', NULL, NULL, '1')"));
        }

        var files = SmallRepository.Files.Where(file => !file.Key.StartsWith("metadata/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        files["environments/production.yaml"] = """
            kind: Environment
            name: production
            regions: [ { name: west } ]
            targets: { db: { type: postgres, connection: { secret: db }, scratch: { beside: true } } }
            rollout: { waves: [ { percent: 100 } ] }
            """;
        files["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n";
        files["metadata/sql/README.md"] = "Scripts that are imported\n";
        var world = Scenario.Begin(files);
        world.Secrets["FM_SECRET_DB"] = database.ConnectionString;
        world.Open();
        world.Commit("First");
        return world;
    }

    private static async Task<Outcome<ImportedLiquibase>> ImportAsync(Scenario world, Changelog changelog)
    {
        var head = (await world.Services.Git.ResolveAsync(world.Root, "HEAD", Cancellation)).Value.Sha;
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, head, new SourceLimits(), Cancellation);
        var repository = (await world.Services.Metadata.ReadAsync(tree.Value, Cancellation)).Value;
        return await new LiquibaseImport(world.Services).ImportAsync(repository, new HistoryScope("production"), changelog, null, "moved over", Scenario.Key("ada"), dryRun: false, Cancellation);
    }

#pragma warning disable CA5351 // The other tool's algorithm.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
