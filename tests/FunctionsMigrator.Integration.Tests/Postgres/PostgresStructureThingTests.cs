using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>The structure of a PostgreSQL database, thing by thing: what changes, and what does not, when somebody does something by hand.</summary>
public sealed class PostgresStructureThingTests(TestServers servers) : IAsyncLifetime
{
    private const string Shop =
        """
        CREATE SCHEMA app;
        CREATE TYPE app.mood AS ENUM ('ok', 'sad');
        CREATE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
        CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
        CREATE TABLE countries (code text PRIMARY KEY, title text NOT NULL CONSTRAINT long CHECK (length(title) > 1), mood app.mood DEFAULT 'ok');
        CREATE TABLE app.cities (id serial PRIMARY KEY, country text NOT NULL CONSTRAINT of REFERENCES countries, size int DEFAULT app.twice(4));
        CREATE INDEX big ON app.cities (size) WHERE size > 3;
        CREATE VIEW app.sizes AS SELECT country, sum(size) AS size FROM app.cities GROUP BY country;
        CREATE TRIGGER noted BEFORE INSERT ON app.cities FOR EACH ROW EXECUTE FUNCTION app.note();
        CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
        """;

    private PostgresPlaceFixture _place = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Theory]
    [InlineData("ALTER TABLE countries ADD COLUMN hex text", "table public.countries")]
    [InlineData("ALTER TABLE countries ALTER COLUMN title DROP NOT NULL", "table public.countries")]
    [InlineData("ALTER TABLE app.cities ALTER COLUMN size SET DEFAULT 5", "table app.cities")]
    [InlineData("CREATE TABLE \"By hand\" (a int)", "table public.\"By hand\"")]
    [InlineData("CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", "table public.events_2026")]
    [InlineData("CREATE INDEX hand ON countries (title)", "index public.hand")]
    [InlineData("DROP INDEX app.big", "index app.big")]
    [InlineData("DROP INDEX app.big; CREATE INDEX big ON app.cities (size) WHERE size > 4", "index app.big")]
    [InlineData("ALTER TABLE countries DROP CONSTRAINT long", "constraint public.countries long")]
    [InlineData("ALTER TABLE app.cities DROP CONSTRAINT of", "foreign key app.cities of")]
    [InlineData("ALTER TYPE app.mood ADD VALUE 'glad'", "type app.mood")]
    [InlineData("CREATE OR REPLACE FUNCTION app.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + a'", "function app.twice(integer)")]
    [InlineData("CREATE OR REPLACE VIEW app.sizes AS SELECT country, max(size)::bigint AS size FROM app.cities GROUP BY country", "view app.sizes")]
    [InlineData("ALTER TABLE app.cities DISABLE TRIGGER noted", "trigger app.cities noted ~")]
    [InlineData("ALTER TABLE countries ENABLE ROW LEVEL SECURITY", "row security public.countriesENABLE")]
    [InlineData("CREATE SEQUENCE hand", "sequence public.hand")]
    [InlineData("CREATE SCHEMA hand", "schema hand")]
    public async Task What_somebody_changes_is_one_thing_by_its_name(string change, string thing)
    {
        await _place.Database.ExecuteAsync(Shop);
        var before = await StructureAsync();

        await _place.Database.ExecuteAsync(change);

        var after = await StructureAsync();
        Assert.Equal(thing, Assert.Single(before.Except(after).Concat(after.Except(before)).Select(changed => changed.Name).Distinct()));
    }

    [Theory]
    [InlineData("INSERT INTO countries VALUES ('DE', 'Germany'); INSERT INTO app.cities (country) VALUES ('DE')")]
    [InlineData("ANALYZE; REINDEX TABLE app.cities")]
    [InlineData("COMMENT ON TABLE countries IS 'where people live'; GRANT SELECT ON countries TO PUBLIC")]
    [InlineData("CREATE OR REPLACE VIEW app.sizes AS select country,   SUM(size) as size /* the same */ from app.cities GROUP BY country")]
    [InlineData("ALTER TABLE countries ADD COLUMN hex text; ALTER TABLE countries DROP COLUMN hex")]
    [InlineData("CREATE TEMP TABLE mine (a int)")]
    public async Task What_changes_no_definition_changes_nothing(string change)
    {
        await _place.Database.ExecuteAsync(Shop);
        var before = await StructureAsync();

        await _place.Database.ExecuteAsync(change);

        Assert.Equal(before, await StructureAsync());
    }

    private async Task<IReadOnlyList<StructureObject>> StructureAsync()
    {
        await using var target = Value(await _place.Type(new FakeTimeProvider()).OpenAsync(_place.Binding, TargetAccess.Plan, Cancellation));
        return Value(await target.ReadStructureAsync(Cancellation));
    }

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Findings));
        return outcome.Value;
    }
}
