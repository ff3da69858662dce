using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>The structure as one script: run on an empty database and written again it is the same, byte for byte.</summary>
public sealed class PostgresSchemaTextTests(TestServers servers) : IAsyncLifetime
{
    // Names that order nothing: what is needed sorts behind what needs it.
    private const string Everything =
        """
        CREATE SCHEMA app;
        CREATE SCHEMA "Odd ""Name";
        CREATE EXTENSION citext;
        CREATE TYPE app.mood AS ENUM ('ok', 'it''s');
        CREATE TYPE pair AS (a int, b app.mood);
        CREATE DOMAIN app.code AS varchar(3) DEFAULT 'X' NOT NULL CONSTRAINT upper CHECK (value = upper(value));
        CREATE SEQUENCE app.numbers AS int START 5 INCREMENT 2;
        CREATE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
        CREATE TABLE countries (code text PRIMARY KEY, title citext NOT NULL CHECK (length(title) > 1), mood app.mood DEFAULT 'ok', short app.code,
          status varchar(10) CHECK (status IN ('new', 'old', 'it''s')));
        CREATE TABLE app.cities (id serial PRIMARY KEY, country text NOT NULL REFERENCES countries ON DELETE CASCADE, size int DEFAULT app.twice(4),
          doubled int GENERATED ALWAYS AS (app.twice(4)) STORED, n bigint GENERATED ALWAYS AS IDENTITY, pairs pair[], UNIQUE NULLS NOT DISTINCT (country, size), EXCLUDE (n WITH =));
        CREATE TABLE "Odd ""Name"."Select" ("Group" int DEFAULT nextval('app.numbers'), "a,b" text DEFAULT E'c:\\d\n');
        CREATE INDEX big ON app.cities (size DESC) INCLUDE (country) WHERE size > 3;
        CREATE INDEX lowered ON countries (lower(status)) WHERE status IN ('new', 'old');
        CREATE STATISTICS app.together (dependencies) ON country, size FROM app.cities;
        CREATE VIEW z_base AS SELECT code, title FROM countries WHERE status IN ('new', 'old');
        CREATE VIEW a_above AS SELECT b.code, count(*) AS n FROM z_base AS b GROUP BY b.code;
        CREATE VIEW app.sizes WITH (security_barrier) AS SELECT c.code, c.title, sum(i.size) AS size FROM countries c JOIN app.cities i ON i.country = c.code GROUP BY c.code;
        CREATE MATERIALIZED VIEW app.kept AS SELECT * FROM app.sizes;
        CREATE UNIQUE INDEX kept_title ON app.kept (title);
        CREATE FUNCTION a_rows() RETURNS SETOF z_base LANGUAGE sql STABLE AS 'SELECT * FROM public.z_base';
        DO $do$ BEGIN EXECUTE 'CREATE FUNCTION a_later() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM a_above; END'; END $do$;
        CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 'a;b' FROM public.zz_nowhere; RETURN new; END $$;
        CREATE PROCEDURE app.clean(a int) LANGUAGE sql AS 'DELETE FROM app.cities WHERE size = a';
        CREATE AGGREGATE app.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
        CREATE TRIGGER noted BEFORE INSERT OR UPDATE OF size ON app.cities FOR EACH ROW WHEN (new.size > 1) EXECUTE FUNCTION app.note();
        ALTER TABLE app.cities DISABLE TRIGGER noted;
        CREATE RULE quiet AS ON DELETE TO app.sizes DO INSTEAD NOTHING;
        CREATE TABLE events (at date NOT NULL, what text, PRIMARY KEY (at)) PARTITION BY RANGE (at);
        CREATE TABLE a_events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE INDEX by_what ON events (what);
        CREATE TABLE said (at date REFERENCES events);
        ALTER TABLE countries ENABLE ROW LEVEL SECURITY;
        CREATE POLICY everybody ON countries FOR SELECT USING (title <> 'hidden' AND status IN ('new'));
        COMMENT ON SCHEMA app IS 'It''s ours';
        COMMENT ON TABLE countries IS E'two\nlines; and a \\ stroke';
        COMMENT ON COLUMN countries.code IS 'ISO 3166';
        COMMENT ON VIEW app.sizes IS 'sizes';
        COMMENT ON FUNCTION app.twice(int) IS 'doubles';
        COMMENT ON AGGREGATE app.total(int) IS 'adds';
        COMMENT ON CONSTRAINT countries_pkey ON countries IS 'the key';
        COMMENT ON CONSTRAINT upper ON DOMAIN app.code IS 'upper case';
        COMMENT ON INDEX app.big IS 'big ones';
        COMMENT ON TRIGGER noted ON app.cities IS 'notes';
        COMMENT ON TYPE app.mood IS 'moods';
        COMMENT ON SEQUENCE app.numbers IS 'numbers';
        COMMENT ON POLICY everybody ON countries IS 'all';
        INSERT INTO countries (code, title) VALUES ('DE', 'Germany');
        """;

    private const string Census =
        """
        SELECT format('%s %s', what, count(*)) FROM (
          SELECT concat('relation ', c.relkind, ' ', c.relname) AS what FROM pg_class AS c WHERE c.relnamespace::regnamespace::text IN ('public', 'app', '"Odd ""Name"')
          UNION ALL SELECT concat('column ', a.attrelid::regclass, ' ', a.attname, ' ', format_type(a.atttypid, a.atttypmod), ' ', a.attnotnull, ' ', a.atthasdef) FROM pg_attribute AS a
            JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace::regnamespace::text IN ('public', 'app', '"Odd ""Name"') AND a.attnum > 0
          UNION ALL SELECT concat('constraint ', conname, ' ', contype) FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', 'app')
          UNION ALL SELECT concat('function ', oid::regprocedure) FROM pg_proc WHERE pronamespace::regnamespace::text IN ('public', 'app')
          UNION ALL SELECT concat('trigger ', tgname, ' ', tgenabled) FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'history_is_append_only'
          UNION ALL SELECT concat('comment ', description) FROM pg_description WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass) AS x GROUP BY what ORDER BY what COLLATE "C"
        """;

    private static readonly ResourceSlice Scripts = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;
    private PostgresPlaceFixture _empty = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await PostgresPlaceFixture.CreateAsync(servers);
        _empty = await PostgresPlaceFixture.CreateAsync(servers);
    }

    public async ValueTask DisposeAsync()
    {
        await _place.DisposeAsync();
        await _empty.DisposeAsync();
    }

    [Fact]
    public async Task The_text_run_on_an_empty_database_and_written_again_is_the_same_byte_for_byte()
    {
        await _place.Database.ExecuteAsync(Everything);
        await using var live = await OpenAsync(_place);
        var written = await live.DescribeSchemaAsync(Cancellation);

        Assert.Empty(written.Findings);
        await using var rebuilt = await OpenAsync(_empty);
        await RunAsync(rebuilt, Value(written));

        Assert.Equal(Value(written), Value(await rebuilt.DescribeSchemaAsync(Cancellation)));
        foreach (var part in new[] { "\"Odd \"\"Name\".\"Select\"", "COMMENT ON COLUMN public.countries.code IS 'ISO 3166'", "CREATE AGGREGATE app.total(", "CREATE MATERIALIZED VIEW app.kept", "BEGIN ATOMIC" })
        {
            Assert.Contains(part, Value(written), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Germany", Value(written), StringComparison.Ordinal);
        Assert.DoesNotContain("append_only", Value(written), StringComparison.Ordinal);

        // Counted without the code that is tested.
        Assert.Equal(await _place.Database.QueryAsync(Census), await _empty.Database.QueryAsync(Census));
    }

    [Fact]
    public async Task What_the_text_cannot_make_is_named()
    {
        await _place.Database.ExecuteAsync("CREATE TABLE t (a int); CREATE COLLATION mine (locale = 'C'); CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)");
        await using var live = await OpenAsync(_place);

        var written = await live.DescribeSchemaAsync(Cancellation);

        var finding = Assert.Single(written.Findings);
        Assert.Equal((TargetCodes.SchemaIncomplete.Code, Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("collation (1), operator (1)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE public.t", Value(written), StringComparison.Ordinal);
    }

    private async Task<ITarget> OpenAsync(PostgresPlaceFixture place) => Value(await place.Type(_time).OpenAsync(place.Binding, TargetAccess.Apply, Cancellation));

    private static async Task RunAsync(ITarget target, string sql)
    {
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
        Value(await target.RunScriptAsync(claim, Scripts, new ScriptWrite("1", "V1__all", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place("baseline.sql"), true), Cancellation));
    }

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }
}
