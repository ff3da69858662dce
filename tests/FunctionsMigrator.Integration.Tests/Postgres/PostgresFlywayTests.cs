using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>A database that Flyway made is taken over as it is, and goes on from there.</summary>
public sealed class PostgresFlywayTests(TestServers servers)
{
    private static readonly (string? Version, string File, string Sql)[] Migrations =
    [
        ("1", "V1__customers.sql",
            """
            CREATE TYPE mood AS ENUM ('happy', 'sad');
            CREATE SEQUENCE customer_number START 1000;
            CREATE TABLE customers (id bigint PRIMARY KEY DEFAULT nextval('customer_number'), name text NOT NULL, mood mood, CONSTRAINT named CHECK (name <> ''));
            COMMENT ON TABLE customers IS 'People who $buy; things';
            """),
        ("1.1", "V1_1__orders.sql",
            """
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer bigint NOT NULL REFERENCES customers (id), total numeric(12, 2) NOT NULL DEFAULT 0);
            CREATE INDEX orders_by_customer ON orders (customer) WHERE total > 0;
            CREATE FUNCTION cheer() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
              UPDATE customers SET mood = 'happy' WHERE id = NEW.customer; -- one; two
              RETURN NEW;
            END $body$;
            CREATE TRIGGER cheered AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION cheer();
            """),
        (null, "R__totals.sql", "CREATE OR REPLACE VIEW totals AS SELECT customer, sum(total) AS total FROM orders GROUP BY customer;\n"),
    ];

    [Fact]
    public async Task A_history_of_Flyway_is_continued_and_the_next_column_comes_and_goes_without_an_undo_file()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        var before = await CatalogueAsync(database);

        var imported = await ImportAsync(world);

        Assert.True(imported.Succeeded, string.Join("\n", imported.Findings));
        Assert.Equal(["V1__customers", "V1_1__orders", "R__totals"], Assert.Single(imported.Value.Histories).Scripts);
        Assert.Equal(before, await CatalogueAsync(database));
        var catalogue = Assert.Single(imported.Value.Catalogues);
        Assert.Equal("metadata/sql/B1.1__imported.sql", catalogue.File);
        world.Write(catalogue.File, catalogue.Sql).Commit("Baseline");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
        Assert.Empty((await ImportAsync(world)).Value.Histories);

        world.Write("metadata/sql/V2__note.sql", "ALTER TABLE orders ADD COLUMN note text;\n").Commit("A column");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.NotEqual(before, await CatalogueAsync(database));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
        Assert.Equal(before, await CatalogueAsync(database));
    }

    [Fact]
    public async Task A_new_database_begins_with_the_catalogue_of_the_imported_one()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        var catalogue = Assert.Single((await ImportAsync(world)).Value.Catalogues);
        await using var other = await servers.NewDatabaseAsync();
        world.Secrets["FM_SECRET_DB"] = other.ConnectionString;
        world.Open();
        world.Write(catalogue.File, catalogue.Sql).Commit("Baseline");

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Equal(await CatalogueAsync(database), await CatalogueAsync(other));
        Assert.Equal(["B1.1__imported baseline", "R__totals repeatable"], await other.QueryAsync("SELECT script || ' ' || kind FROM fm.history ORDER BY id"));
    }

    [Fact]
    public async Task An_edited_script_is_refused_with_both_checksums_and_nothing_is_written()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        world.Write("metadata/sql/V1__customers.sql", Migrations[0].Sql + "-- edited\n").Commit("Edited");

        var finding = Assert.Single((await ImportAsync(world)).Findings);

        Assert.Equal("PLAN342", finding.Code);
        Assert.Contains(FlywayChecksum.Of(Migrations[0].Sql).ToString(CultureInfo.InvariantCulture), finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*)::text FROM pg_namespace WHERE nspname = 'fm'"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_a_row_in_the_history_and_nothing_else()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database);
        await ImportAsync(world);
        world.Write("metadata/sql/V2__taken.sql", "CREATE TABLE invoices (id int);\n-- fm:nolint LINT203,LINT301 somebody removes those that are there twice\nCREATE UNIQUE INDEX one_name ON customers (name);\n").Commit("Fails on what production holds");
        await database.ExecuteAsync("INSERT INTO customers (id, name) VALUES (1, 'ada'), (2, 'ada')");

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.RolledBack, $"{run.State}: {run.Reason}");
        Assert.Equal(["V2__taken failure"], await database.QueryAsync("SELECT script || ' ' || action FROM fm.history WHERE action <> 'import'"));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*)::text FROM pg_class WHERE relname = 'invoices'"));
    }

    private static async Task<Scenario> BeginAsync(TestDatabase database)
    {
        await database.ExecuteAsync(
            """
            CREATE TABLE flyway_schema_history (installed_rank int NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL,
              script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);
            CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
            """);
        var files = SmallRepository.Files.Where(file => !file.Key.StartsWith("metadata/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        files["environments/production.yaml"] = """
            kind: Environment
            name: production
            regions: [ { name: west } ]
            targets: { db: { type: postgres, connection: { secret: db }, scratch: { beside: true } } }
            rollout: { waves: [ { percent: 100 } ] }
            """;
        files["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n";
        foreach (var (rank, (version, file, sql)) in Migrations.Index())
        {
            await database.ExecuteAsync(sql);
            await database.ExecuteAsync(
                $"INSERT INTO flyway_schema_history VALUES ({rank + 1}, {(version is null ? "NULL" : $"'{version}'")}, '{file.Split("__")[1][..^4]}', 'SQL', '{file}', {FlywayChecksum.Of(sql).ToString(CultureInfo.InvariantCulture)}, 'ada', now(), 3, true)");
            files[$"metadata/sql/{file}"] = sql;
        }

        var world = Scenario.Begin(files);
        world.Secrets["FM_SECRET_DB"] = database.ConnectionString;
        world.Open();
        world.Commit("First");
        return world;
    }

    private static async Task<Outcome<ImportedFlyway>> ImportAsync(Scenario world)
    {
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, (await world.Services.Git.ResolveAsync(world.Root, "HEAD", CancellationToken.None)).Value.Sha, new SourceLimits(), CancellationToken.None);
        MetadataRepository repository = (await world.Services.Metadata.ReadAsync(tree.Value, CancellationToken.None)).Value;
        return await new FlywayImport(world.Services).ImportAsync(repository, new HistoryScope("production"), null, "moved over", Scenario.Key("ada"), CancellationToken.None);
    }

    /// <summary>Columns, defaults, constraints, indexes, views, functions, triggers, sequences, types and comments of all that is not the tools'.</summary>
    private static async Task<string> CatalogueAsync(TestDatabase database) => string.Join('\n', await database.QueryAsync(
        """
        SELECT line FROM (
          SELECT format('column %s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
          UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
          UNION ALL SELECT format('view %s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'
          UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
          UNION ALL SELECT format('sequence %s %s', sequencename, start_value) FROM pg_sequences WHERE schemaname = 'public'
          UNION ALL SELECT format('type %s %s', t.typname, l.enumlabel) FROM pg_type t JOIN pg_enum l ON l.enumtypid = t.oid
          UNION ALL SELECT format('comment %s %s', objoid::regclass, description) FROM pg_description WHERE classoid = 'pg_class'::regclass AND objoid >= 16384) AS x (line)
        WHERE line NOT LIKE '%flyway%' AND line NOT LIKE '%history_is_append_only%' AND line NOT LIKE '%fm.%' ORDER BY line COLLATE "C"
        """));
}
