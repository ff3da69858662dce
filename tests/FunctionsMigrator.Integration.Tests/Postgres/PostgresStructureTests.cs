using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>What only PostgreSQL can do, and do wrong: scripts, structure, scratch databases and access.</summary>
public sealed class PostgresStructureTests(TestServers servers) : IAsyncLifetime
{
    private const string Everything =
        """
        CREATE SCHEMA app;
        CREATE TYPE app.mood AS ENUM ('ok', 'sad');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN app.code AS varchar(3) DEFAULT 'x' NOT NULL CONSTRAINT upper CHECK (value = upper(value));
        CREATE SEQUENCE app.numbers AS int START 5 INCREMENT 2;
        CREATE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
        CREATE TABLE countries (code text PRIMARY KEY, title text NOT NULL CHECK (length(title) > 1), mood app.mood DEFAULT 'ok');
        CREATE TABLE app.cities (id serial PRIMARY KEY, country text NOT NULL REFERENCES countries ON DELETE CASCADE, size int DEFAULT app.twice(4),
          doubled int GENERATED ALWAYS AS (app.twice(4)) STORED, n bigint GENERATED ALWAYS AS IDENTITY, UNIQUE NULLS NOT DISTINCT (country, size), EXCLUDE (n WITH =));
        CREATE INDEX big ON app.cities (size DESC) INCLUDE (country) WHERE size > 3;
        CREATE VIEW app.sizes WITH (security_barrier) AS SELECT c.title, sum(i.size) AS size FROM countries c JOIN app.cities i ON i.country = c.code GROUP BY c.title;
        CREATE MATERIALIZED VIEW app.kept AS SELECT * FROM app.sizes;
        CREATE UNIQUE INDEX kept_title ON app.kept (title);
        CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE TRIGGER noted BEFORE INSERT OR UPDATE OF size ON app.cities FOR EACH ROW WHEN (new.size > 1) EXECUTE FUNCTION app.note();
        ALTER TABLE app.cities DISABLE TRIGGER noted;
        CREATE RULE quiet AS ON DELETE TO app.sizes DO INSTEAD NOTHING;
        CREATE TABLE events (at date NOT NULL, what text, PRIMARY KEY (at)) PARTITION BY RANGE (at);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        ALTER TABLE countries ENABLE ROW LEVEL SECURITY;
        CREATE POLICY everybody ON countries FOR SELECT USING (title <> 'hidden');
        INSERT INTO countries VALUES ('DE', 'Germany'), ('FR', 'France');
        INSERT INTO app.cities (country, size) VALUES ('DE', 9);
        """;

    private static readonly ResourceSlice Scripts = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);
    private static readonly ResourceSlice Countries = new("countries", ResourceKind.ReferenceData, "rows:countries", 1, new TableSlice("countries", ["code"], ["code", "title"]));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task A_scratch_database_has_the_whole_structure_the_managed_rows_and_no_others()
    {
        await _place.Database.ExecuteAsync(Everything);
        await using var live = await OpenAsync();
        var before = await PrintAsync(live);

        var made = await _place.Type(_time).CreateScratchAsync(_place.Binding, new ScratchRequest("run-1", [Scripts, Countries], []), Cancellation);

        Assert.True(made.Succeeded, string.Join(Environment.NewLine, made.Findings));
        await using var scratch = made.Value;
        Assert.Empty(made.Findings);
        Assert.Equal(before, await PrintAsync(scratch));
        Assert.Equal(2, Value(await scratch.ScalarAsync("SELECT count(*) FROM countries", Cancellation)));
        Assert.Equal(0, Value(await scratch.ScalarAsync("SELECT count(*) FROM app.cities", Cancellation)));
        Assert.Equal(1, Value(await live.ScalarAsync("SELECT count(*) FROM app.cities", Cancellation)));
    }

    [Fact]
    public async Task Made_up_rows_and_rows_that_are_not_copied_stand_in_the_way_of_nothing()
    {
        await _place.Database.ExecuteAsync(Everything);
        var cities = new ResourceSlice("cities", ResourceKind.ReferenceData, "rows:app.cities", 1, new TableSlice("app.cities", ["id"], ["id", "country"]));

        // Made-up cities point to copied countries, which may go.
        var touched = await _place.Type(_time).CreateScratchAsync(_place.Binding, new ScratchRequest("run-1", [Countries], ["app.cities"]), Cancellation);
        await using (var scratch = Value(touched))
        {
            Assert.Contains("app.cities cities_country_fkey", Assert.Single(touched.Findings).Message, StringComparison.Ordinal);
            Assert.True(Value(await scratch.ScalarAsync("SELECT count(*) FROM app.cities", Cancellation)) > 0);
            var claim = Value(await scratch.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
            var items = await ItemsAsync(scratch, Countries);
            var gone = Value(await scratch.WriteAsync(claim, Countries, [.. items.Select(item => new ItemWrite(Next(), item.Key, item.Checksum, null, null, true))], Cancellation));
            Assert.All(gone, result => Assert.Equal(WriteStatus.Applied, result.Status));
        }

        // Copied cities point to countries that are not there, and so may new ones.
        await using (var scratch = Value(await _place.Type(_time).CreateScratchAsync(_place.Binding, new ScratchRequest("run-2", [cities], []), Cancellation)))
        {
            var claim = Value(await scratch.ClaimAsync(new ClaimRequest("store-1", "run-2"), Cancellation));
            var content = RowJson.Content([KeyValuePair.Create("id", (string?)"7"), KeyValuePair.Create("country", (string?)"FR")]);
            var write = new ItemWrite(Next(), """["7"]""", null, Digest.Of(content), ItemContent.Of(content), true);
            Assert.Equal(WriteStatus.Applied, Value(await scratch.WriteAsync(claim, cities, [write], Cancellation))[0].Status);
            Value(await scratch.RunScriptAsync(claim, Scripts, Script("V1__loose", "ALTER TABLE app.cities DROP CONSTRAINT cities_country_fkey"), Cancellation));
        }
    }

    [Fact]
    public async Task Without_a_place_for_scratch_databases_the_finding_tells_how_to_name_one()
    {
        var type = _place.Type(_time);
        var none = _place.Bind(new { connection = new { secret = "orders" } });
        var beside = _place.Bind(new { connection = new { secret = "orders" } }, new { beside = true });

        var finding = Assert.Single((await type.CreateScratchAsync(none, new ScratchRequest("run-1", [], []), Cancellation)).Findings);
        Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code);
        Assert.Contains("scratch:", finding.Remedy, StringComparison.Ordinal);

        await using (var scratch = Value(await type.CreateScratchAsync(beside, new ScratchRequest("run-1", [], []), Cancellation)))
        {
            Assert.True(_place.ScratchExists("run-1"));
        }

        await type.DropScratchAsync(beside, "run-1", Cancellation);
        Assert.False(_place.ScratchExists("run-1"));
    }

    [Theory]
    [InlineData("ALTER TABLE countries ADD COLUMN x int", "ALTER TABLE countries DROP COLUMN x")]
    [InlineData("ALTER TABLE countries ALTER COLUMN title DROP NOT NULL", "ALTER TABLE countries ALTER COLUMN title SET NOT NULL")]
    [InlineData("ALTER TABLE countries ALTER COLUMN title SET DEFAULT 'x'", "ALTER TABLE countries ALTER COLUMN title DROP DEFAULT")]
    [InlineData("ALTER TABLE events ALTER COLUMN what TYPE varchar(40)", "ALTER TABLE events ALTER COLUMN what TYPE text")]
    [InlineData("ALTER TABLE countries DROP CONSTRAINT countries_title_check", "ALTER TABLE countries ADD CHECK (length(title) > 1)")]
    [InlineData("DROP INDEX app.big", "CREATE INDEX big ON app.cities (size DESC) INCLUDE (country) WHERE size > 3")]
    [InlineData("ALTER TABLE app.cities ENABLE TRIGGER noted", "ALTER TABLE app.cities DISABLE TRIGGER noted")]
    [InlineData("CREATE OR REPLACE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + a'", "CREATE OR REPLACE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2'")]
    [InlineData("ALTER SEQUENCE app.numbers INCREMENT 3", "ALTER SEQUENCE app.numbers INCREMENT 2")]
    [InlineData("ALTER DOMAIN app.code DROP NOT NULL", "ALTER DOMAIN app.code SET NOT NULL")]
    [InlineData("CREATE VIEW more AS SELECT 1 AS a", "DROP VIEW more")]
    [InlineData("DROP RULE quiet ON app.sizes", "CREATE RULE quiet AS ON DELETE TO app.sizes DO INSTEAD NOTHING")]
    [InlineData("DROP POLICY everybody ON countries", "CREATE POLICY everybody ON countries FOR SELECT USING (title <> 'hidden')")]
    [InlineData("CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')", "DROP TABLE events_2025")]
    [InlineData("CREATE EXTENSION citext", "DROP EXTENSION citext")]
    public async Task The_fingerprint_tells_a_change_of_structure_and_its_undo(string change, string undo)
    {
        await _place.Database.ExecuteAsync(Everything);
        await using var target = await OpenAsync();
        var before = await PrintAsync(target);

        await _place.Database.ExecuteAsync(change);
        var changed = await PrintAsync(target);
        await _place.Database.ExecuteAsync(undo);

        Assert.NotEqual(before.Structure, changed.Structure);
        Assert.Equal(before, await PrintAsync(target));
    }

    [Theory]
    [InlineData("CREATE DATABASE other", "CREATE DATABASE")]
    [InlineData("COMMIT", "COMMIT")]
    [InlineData("ALTER SYSTEM SET work_mem = '1GB'", "ALTER SYSTEM")]
    [InlineData("UPDATE fm.target SET claim = 99", "belongs to the migrator")]
    [InlineData("DELETE FROM \"fm\" . history", "belongs to the migrator")]
    public async Task A_statement_that_cannot_be_part_of_a_script_is_refused_by_name(string statement, string expected)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var finding = Assert.Single((await target.RunScriptAsync(claim, Scripts, Script("V1__t", $"CREATE TABLE t (a int);\n{statement};"), Cancellation)).Findings);

        Assert.Equal((TargetCodes.StatementRefused.Code, 2), (finding.Code, finding.Place!.Line));
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
    }

    [Fact]
    public async Task A_script_that_reaches_the_bookkeeping_by_detours_is_taken_back()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var finding = Assert.Single((await target.RunScriptAsync(
            claim, Scripts, Script("V1__t", "DO $$ BEGIN EXECUTE 'UPDATE ' || 'fm' || '.target SET claim = 99'; END $$;"), Cancellation)).Findings);

        Assert.Equal(TargetCodes.ScriptFailed.Code, finding.Code);
        Assert.Equal(["1"], await _place.Database.QueryAsync("SELECT claim FROM fm.target"));
    }

    [Fact]
    public async Task A_failing_script_names_file_line_column_state_and_hint()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var finding = Assert.Single((await target.RunScriptAsync(
            claim, Scripts, Script("V1__t", "CREATE TABLE orders (total int);\nSELECT\n  totl FROM orders;"), Cancellation)).Findings);

        Assert.Equal(new Place("sql/V1__t.sql", 2, 1), finding.Place);
        foreach (var part in new[] { "sql/V1__t.sql, line 2", "column \"totl\" does not exist", "42703", "Hint: ", "line 3, column 3", "SELECT totl FROM orders" })
        {
            Assert.Contains(part, finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Functions_with_bodies_of_several_statements_are_one_statement()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        Value(await target.RunScriptAsync(
            claim, Scripts, Script("V1__f", "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; RETURN 2; END; $body$;\nCREATE TABLE t AS SELECT f() AS a;"), Cancellation));

        Assert.Equal(2, Value(await target.ScalarAsync("SELECT a FROM t", Cancellation)));
    }

    [Fact]
    public async Task Credentials_and_rights_that_do_not_reach_are_findings_before_anything_is_written()
    {
        var server = _place.Database.Server;
        var reader = $"reader_{_place.Database.Name}";
        await _place.Database.ExecuteAsync($"CREATE ROLE {reader} LOGIN PASSWORD 'read'; CREATE TABLE countries (code text PRIMARY KEY, title text); GRANT SELECT ON countries TO {reader}");
        var secret = server.ConnectionString(_place.Database.Name, reader, "read");

        Assert.Equal(TargetCodes.AccessRefused.Code, (await OpenFailureAsync(server.ConnectionString(_place.Database.Name, password: "pA55-w0rd"))).Code);
        var missing = await OpenFailureAsync(server.ConnectionString("no_such_database"));
        Assert.Equal(TargetCodes.Unreachable.Code, missing.Code);
        Assert.Contains("Create the database", missing.Remedy, StringComparison.Ordinal);
        Assert.Equal(TargetCodes.Unreachable.Code, (await OpenFailureAsync(server.ConnectionString(_place.Database.Name) + ";SSL Mode=VerifyFull")).Code);
        Assert.Equal(TargetCodes.BadDefinition.Code, (await OpenFailureAsync("pA55-w0rd")).Code);

        await using var target = Value(await _place.Type(_time).OpenAsync(_place.BindSecret("reader", secret), TargetAccess.Apply, Cancellation));
        Assert.Empty(await ItemsAsync(target, Countries));
        var refused = Assert.Single((await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)).Findings);
        Assert.Equal(TargetCodes.AccessRefused.Code, refused.Code);
        Assert.Contains("permission denied", refused.Message, StringComparison.Ordinal);
        Assert.False(_place.Exists());
    }

    [Fact]
    public async Task Plans_are_made_with_the_identity_that_may_only_read()
    {
        var server = _place.Database.Server;
        var reader = $"planner_{_place.Database.Name}";
        await _place.Database.ExecuteAsync($"CREATE ROLE {reader} LOGIN PASSWORD 'read'");
        _place.BindSecret("planner", server.ConnectionString(_place.Database.Name, reader, "read"));
        var binding = _place.Bind(new { connection = new { secret = "orders" }, planConnection = new { secret = "planner" } });

        await using var plan = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Plan, Cancellation));
        await using var apply = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Apply, Cancellation));

        Assert.Equal(1, Value(await plan.ScalarAsync($"SELECT (current_user = '{reader}')::int", Cancellation)));
        Assert.Equal(0, Value(await apply.ScalarAsync($"SELECT (current_user = '{reader}')::int", Cancellation)));
    }

    [Fact]
    public async Task What_a_table_will_be_is_found_out_without_touching_the_target()
    {
        var server = _place.Database.Server;
        var reader = $"describer_{_place.Database.Name}";
        await _place.Database.ExecuteAsync($"CREATE ROLE {reader} LOGIN PASSWORD 'read'; CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        _place.BindSecret("describer", server.ConnectionString(_place.Database.Name, reader, "read"));
        var binding = _place.Bind(new { connection = new { secret = "orders" }, planConnection = new { secret = "describer" } }, new { connection = new { secret = "scratch" } });
        await using var plan = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Plan, Cancellation));
        const string sql = "ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = id; ALTER TABLE t ALTER COLUMN a SET NOT NULL;";
        var pending = new SqlScript("V1__a", ScriptKind.Versioned, [1], "a", sql, Digest.Of(sql), ScriptUndo.None, new ScriptFacts([], [], LosesData: false), new Place("sql/V1__a.sql"));

        var shape = Value(await plan.DescribeAsync("t", [pending], Cancellation))!;

        Assert.Equal([("id", false), ("a", false)], shape.Columns.Select(column => (column.Name, column.Nullable)));
        Assert.Equal(["1"], await _place.Database.QueryAsync("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"));
    }

    [Fact]
    public void A_definition_that_does_not_fit_is_a_finding_that_names_the_key_and_no_secret()
    {
        var connection = new { secret = "orders" };
        foreach (var (settings, scratch, expected) in new (object, object?, string)[]
        {
            (new { }, null, "'connection'"),
            (new { connection = "Host=db;Password=pA55-w0rd" }, null, "'connection'"),
            (new { connection, planConnection = "Password=pA55-w0rd" }, null, "'planConnection'"),
            (new { connection, server = "db" }, null, "server"),
            (new { server = "db", database = "d", user = "u" }, null, "identity"),
            (new { server = "db", database = "d", user = "u", identity = "mine" }, null, "'identity'"),
            (new { connection, lockTimeout = "soon" }, null, "'lockTimeout'"),
            (new { connection, schema = "pg_catalog" }, null, "'schema'"),
            (new { connection, bookkeeping = "public" }, null, "'bookkeeping'"),
            (new { connection, port = 5432 }, null, "'port'"),
            (new { connection }, new { place = "here" }, "'scratch'"),
            (new { connection }, new { connection = "Password=pA55-w0rd" }, "'connection'"),
        })
        {
            var finding = Assert.Single(_place.Type(_time).Check(_place.Bind(settings, scratch)));
            Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code);
            Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("pA55-w0rd", finding.ToString() + finding.Remedy, StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyList<LiveItem>> ItemsAsync(ITarget target, ResourceSlice slice)
    {
        var items = new List<LiveItem>();
        await foreach (var item in target.ReadAsync(slice, Cancellation))
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task<Fingerprint> PrintAsync(ITarget target) => Value(await target.FingerprintAsync(new FingerprintScope([], []), Cancellation));

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }

    private async Task<Finding> OpenFailureAsync(string connectionString)
    {
        var finding = Assert.Single((await _place.Type(_time).OpenAsync(_place.BindSecret("bad", connectionString), TargetAccess.Apply, Cancellation)).Findings);
        Assert.NotEmpty(finding.Remedy);
        Assert.DoesNotContain("pA55-w0rd", finding.ToString() + finding.Remedy, StringComparison.Ordinal);
        return finding;
    }

    private ScriptWrite Script(string key, string sql) => new(Next(), key, ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place($"sql/{key}.sql"), Intended: true);

    private string Next() => $"{++_changes:D6}";

    private async Task<ITarget> OpenAsync() => Value(await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));

    private async Task<(ITarget Target, Claim Claim)> ClaimedAsync()
    {
        var target = await OpenAsync();
        return (target, Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)));
    }
}
