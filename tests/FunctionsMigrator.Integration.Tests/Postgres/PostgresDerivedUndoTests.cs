using CsCheck;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>An undo that is derived from a script and from what stood before it, run by a real server: behind it the catalogue is the same as before the script.</summary>
public sealed class PostgresDerivedUndoTests(TestServers servers) : IAsyncLifetime
{
    private const string Base = """
        CREATE SCHEMA app;
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE orders (id int PRIMARY KEY, state text DEFAULT 'new', total numeric NOT NULL, note text, CONSTRAINT total_positive CHECK (total > 0));
        CREATE TABLE "Order Lines" (id int PRIMARY KEY, "the order" int CONSTRAINT of_order REFERENCES orders, amount int);
        ALTER TABLE orders ADD CONSTRAINT later CHECK (id > 0) NOT VALID;
        CREATE INDEX orders_state ON orders (state);
        CREATE UNIQUE INDEX orders_note ON orders (lower(note)) WHERE note IS NOT NULL;
        CREATE VIEW totals AS SELECT state, sum(total) AS total FROM orders GROUP BY state;
        CREATE VIEW lone WITH (security_barrier) AS SELECT id FROM orders;
        CREATE VIEW over_totals AS SELECT total FROM totals;
        CREATE VIEW gone AS SELECT note FROM orders;
        CREATE MATERIALIZED VIEW m AS SELECT id FROM orders;
        CREATE UNIQUE INDEX m_id ON m (id);
        CREATE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS $$ SELECT a + b; $$;
        CREATE FUNCTION dropped(a int) RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT a; $$;
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE FUNCTION at(t timestamp with time zone, name character varying) RETURNS text LANGUAGE sql AS 'SELECT name';
        CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 1';
        CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE TRIGGER other BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        ALTER TABLE orders DISABLE TRIGGER touched;
        CREATE RULE quiet AS ON DELETE TO "Order Lines" DO INSTEAD NOTHING;
        COMMENT ON TABLE orders IS 'it''s all \ of them';
        COMMENT ON VIEW gone IS 'seen';
        COMMENT ON COLUMN lone.id IS 'number';
        COMMENT ON FUNCTION app.add(int, int) IS 'adds';
        COMMENT ON FUNCTION dropped(int) IS 'goes';
        COMMENT ON INDEX orders_state IS 'by state';
        GRANT SELECT ON lone, gone TO pg_monitor;
        GRANT SELECT, UPDATE ON orders TO pg_monitor WITH GRANT OPTION;
        GRANT SELECT (note) ON orders TO pg_read_all_stats;
        REVOKE EXECUTE ON FUNCTION app.add, dropped FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION dropped TO pg_monitor;
        INSERT INTO orders VALUES (1, 'new', 5, 'a');
        """;

    /// <summary>Scripts of which each leaves to every other what that one needs; <c>{n}</c> is a number of its own.</summary>
    private static readonly string[] Scripts =
    [
        "CREATE TABLE t{n} (id int PRIMARY KEY, c int REFERENCES orders); CREATE INDEX ON t{n} (c); CREATE INDEX ix_t{n} ON t{n} (c); COMMENT ON TABLE t{n} IS 'x'; GRANT SELECT ON t{n} TO PUBLIC; ALTER TABLE t{n} ALTER COLUMN c SET NOT NULL",
        "CREATE TABLE IF NOT EXISTS orders (id int); CREATE TABLE IF NOT EXISTS n{n} (id int); CREATE INDEX IF NOT EXISTS orders_state ON orders (id); CREATE INDEX IF NOT EXISTS ix_n{n} ON orders (id)",
        "CREATE SCHEMA IF NOT EXISTS app; CREATE SCHEMA s{n}; CREATE SEQUENCE IF NOT EXISTS s{n}.q; CREATE TABLE s{n}.t (id int DEFAULT nextval('s{n}.q'))",
        "CREATE TYPE y{n} AS ENUM ('a'); CREATE DOMAIN d{n} AS int CHECK (VALUE > 0); CREATE TYPE z{n} AS (a int); ALTER TYPE y{n} RENAME VALUE 'a' TO 'b'",
        "CREATE OR REPLACE FUNCTION app.add(a int, b int DEFAULT 1) RETURNS int LANGUAGE plpgsql STRICT AS $$ BEGIN RETURN a + b + {n}; END $$",
        "CREATE OR REPLACE FUNCTION app.add(a text) RETURNS int LANGUAGE sql AS 'SELECT {n}'; CREATE OR REPLACE FUNCTION f{n}(OUT x int, INOUT y text, VARIADIC z int[]) LANGUAGE sql AS 'SELECT {n}, y'",
        "CREATE OR REPLACE FUNCTION at(t timestamptz, name varchar) RETURNS text LANGUAGE sql AS 'SELECT name || {n}'; CREATE OR REPLACE PROCEDURE tidy() LANGUAGE sql AS 'SELECT {n}'; CREATE PROCEDURE p{n}(a int) LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE VIEW totals AS SELECT state, sum(total) + {n} AS total FROM orders GROUP BY state",
        "CREATE OR REPLACE VIEW lone AS SELECT id, {n} AS n FROM orders; COMMENT ON VIEW lone IS 'now with a number'; CREATE OR REPLACE VIEW fresh{n} AS SELECT 1 AS one; CREATE OR REPLACE VIEW fresh{n} AS SELECT 1 AS one, 2 AS two",
        "DROP VIEW gone; CREATE VIEW gone AS SELECT id FROM orders; COMMENT ON COLUMN gone.id IS '{n}'",
        "DROP VIEW IF EXISTS never{n}; DROP FUNCTION dropped(int)",
        "DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, {n} AS n FROM orders",
        "DROP INDEX orders_state; DROP INDEX IF EXISTS orders_note, never{n}; CREATE INDEX orders_state ON orders (state, id)",
        "DROP TRIGGER touched ON orders; CREATE TRIGGER touched AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch(); CREATE TRIGGER t{n} BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE OR REPLACE TRIGGER other BEFORE INSERT OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE OR REPLACE RULE quiet AS ON DELETE TO \"Order Lines\" DO INSTEAD SELECT {n}; CREATE RULE r{n} AS ON INSERT TO \"Order Lines\" DO ALSO SELECT 1",
        "ALTER TABLE orders ADD COLUMN c{n} int NOT NULL DEFAULT 4, ADD COLUMN IF NOT EXISTS note text, ADD COLUMN IF NOT EXISTS i{n} int; UPDATE orders SET c{n} = {n}; ALTER TABLE orders ALTER COLUMN c{n} DROP DEFAULT; COMMENT ON COLUMN orders.c{n} IS 'c'",
        "ALTER TABLE orders ALTER state SET DEFAULT 'open', ALTER COLUMN total DROP NOT NULL; ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'more'",
        "ALTER TABLE \"Order Lines\" ALTER amount SET NOT NULL, ALTER amount SET DEFAULT {n}",
        "ALTER TABLE orders DROP CONSTRAINT total_positive; ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > -{n}); ALTER TABLE orders VALIDATE CONSTRAINT later",
        "ALTER TABLE \"Order Lines\" DROP CONSTRAINT of_order, ADD CONSTRAINT u{n} UNIQUE (amount), ADD CONSTRAINT v{n} CHECK (id > 0) NOT VALID, VALIDATE CONSTRAINT v{n}",
        "COMMENT ON TABLE orders IS NULL; COMMENT ON COLUMN orders.note IS 'n{n}'; COMMENT ON FUNCTION app.add(a int, b int) IS 'more'; COMMENT ON SCHEMA app IS 'a'; COMMENT ON TRIGGER other ON orders IS 'o'; COMMENT ON TYPE mood IS 'm'",
        "GRANT ALL ON orders TO pg_monitor; GRANT SELECT ON TABLE orders, \"Order Lines\" TO PUBLIC, pg_read_all_stats; REVOKE UPDATE ON orders FROM pg_monitor",
        "GRANT EXECUTE ON FUNCTION app.add(int, int) TO PUBLIC; GRANT USAGE ON SCHEMA app TO pg_monitor; REVOKE EXECUTE ON FUNCTION touch() FROM PUBLIC; REVOKE USAGE ON TYPE mood FROM PUBLIC",
        "ALTER TABLE \"Order Lines\" ENABLE ROW LEVEL SECURITY; CREATE POLICY p{n} ON \"Order Lines\" USING (id > {n})",
        "CREATE EXTENSION IF NOT EXISTS plpgsql; SET LOCAL client_min_messages = warning; CREATE TEMP TABLE tmp{n} AS SELECT 1 AS a; INSERT INTO tmp{n} VALUES (2); CREATE TABLE k{n} AS SELECT a FROM tmp{n}; DROP TABLE tmp{n}",
    ];

    private static readonly string[] Renames =
    [
        "ALTER TABLE orders RENAME TO \"all orders\"; ALTER TABLE \"all orders\" RENAME COLUMN note TO \"a note\"; ALTER TABLE \"all orders\" RENAME CONSTRAINT total_positive TO tp",
        "ALTER INDEX orders_state RENAME TO by_state; ALTER VIEW gone RENAME TO went; ALTER FUNCTION app.add(a int, b int) RENAME TO plus; ALTER TRIGGER other ON orders RENAME TO another; ALTER SCHEMA app RENAME TO application",
        "ALTER TYPE mood RENAME VALUE 'sad' TO 'bad'; ALTER TYPE mood RENAME TO feeling; ALTER MATERIALIZED VIEW m RENAME TO mm",
    ];

    private static readonly ResourceSlice Slice = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;
    private ITarget _target = null!;
    private Claim _claim = null!;
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await PostgresPlaceFixture.CreateAsync(servers);
        await _place.Database.ExecuteAsync(Base);
        _target = Value(await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));
        _claim = Value(await _target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Each_kind_of_statement_is_taken_back_exactly()
    {
        foreach (var script in Scripts.Concat(Renames))
        {
            Assert.NotEqual("", await AssertRestoredAsync(script.Replace("{n}", "1", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Any_script_of_them_is_taken_back_exactly()
    {
        var scripts = Gen.Shuffle(Enumerable.Range(0, Scripts.Length).ToArray()).Select(all => all[..7]).Array[12].Single()
            .Select(chosen => string.Join(";\n", chosen.Select((which, n) => Scripts[which].Replace("{n}", $"{n + 1}", StringComparison.Ordinal))))
            .Where(script => ScriptAnalysis.Of(script, ScriptKind.Versioned, SqlDialect.PostgreSql, "V1__x.sql").Undo is not null)
            .ToList();

        // Some of them together drop what may be the script's own, which nothing is derived for.
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            await AssertRestoredAsync(script);
        }
    }

    [Fact]
    public async Task An_index_that_was_dropped_concurrently_is_built_concurrently_again()
    {
        var undo = await AssertRestoredAsync("DROP INDEX CONCURRENTLY orders_note; CREATE INDEX CONCURRENTLY IF NOT EXISTS fresh ON orders (id); CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_state ON orders (id)");

        Assert.Equal(
            "DROP INDEX CONCURRENTLY fresh;\nCREATE UNIQUE INDEX CONCURRENTLY orders_note ON public.orders USING btree (lower(note)) WHERE (note IS NOT NULL);\n", undo);
    }

    [Fact]
    public async Task Statements_that_stand_of_a_broken_script_are_taken_back_with_what_stood_before_them()
    {
        const string Sql = "CREATE OR REPLACE VIEW lone AS SELECT id, 5 AS n FROM orders; DROP INDEX CONCURRENTLY orders_note; CREATE INDEX CONCURRENTLY broken ON nowhere (id)";
        var before = await PictureAsync();
        var steps = Steps(Sql);
        var stood = Value(await _target.ReadFormersAsync([.. steps.Select(step => step.Former).OfType<Former>()], Cancellation));
        var script = Script(Sql);
        Assert.False((await _target.RunScriptAsync(_claim, Slice, script, Cancellation)).Succeeded);
        Assert.NotEqual(before, await PictureAsync());

        Value(await _target.RunScriptAsync(
            _claim,
            Slice,
            script with
            {
                ChangeId = "back",
                Sql = UndoStep.TextOf(steps, stood),
                Pre = script.Post,
                Post = script.Pre,
                Stood = steps.Where(step => step.Former is not null).Zip(stood).ToDictionary(pair => pair.First.Text, pair => pair.Second, StringComparer.Ordinal),
            },
            Cancellation));

        Assert.Equal(before, await PictureAsync());
    }

    [Fact]
    public async Task Statements_that_stand_and_that_nothing_takes_back_are_told()
    {
        var script = Script("INSERT INTO orders VALUES (2, 'x', 1, 'y'); DROP INDEX CONCURRENTLY nowhere");
        Assert.False((await _target.RunScriptAsync(_claim, Slice, script, Cancellation)).Succeeded);

        var back = await _target.RunScriptAsync(_claim, Slice, script with { ChangeId = "back", Sql = "", Pre = script.Post, Post = script.Pre }, Cancellation);

        Assert.Equal("RUN007", Assert.Single(back.Findings).Code);
        Assert.Contains("1 of its statements stand", back.Findings[0].Message, StringComparison.Ordinal);
    }

    /// <summary>Runs a script and its undo; answers the undo as it ran.</summary>
    private async Task<string> AssertRestoredAsync(string sql)
    {
        var before = await PictureAsync();
        var steps = Steps(sql);
        var stood = Value(await _target.ReadFormersAsync([.. steps.Select(step => step.Former).OfType<Former>()], Cancellation));
        var undo = UndoStep.TextOf(steps, stood);
        var script = Script(sql);

        Value(await _target.RunScriptAsync(_claim, Slice, script, Cancellation));
        Assert.NotEqual(before, await PictureAsync());
        var back = await _target.RunScriptAsync(_claim, Slice, script with { ChangeId = $"{script.ChangeId}-back", Sql = undo, Pre = script.Post, Post = script.Pre }, Cancellation);

        Assert.True(back.Succeeded, $"{string.Join('\n', back.Findings)}\n\n{sql}\n\n{undo}");
        Assert.True(before == await PictureAsync(), $"{sql}\n\n{undo}\n\n{before}\n\n{await PictureAsync()}");
        return undo;
    }

    private static IReadOnlyList<UndoStep> Steps(string sql)
    {
        var analysis = ScriptAnalysis.Of(sql, ScriptKind.Versioned, SqlDialect.PostgreSql, "V1__x.sql");
        Assert.Empty(analysis.Findings);
        Assert.True(analysis.Undo is not null, $"{analysis.Underived}");
        return analysis.Steps.Count > 0 ? analysis.Steps : [new UndoStep(analysis.Undo.TrimEnd('\n', ';'))];
    }

    /// <summary>Structure, comments, privileges and rows.</summary>
    private async Task<string> PictureAsync()
    {
        const string Privileges =
            """
            SELECT concat_ws(' ', o.kind, o.name, a.grantee::regrole, a.privilege_type, a.is_grantable) FROM (
              SELECT 'relation' AS kind, c.oid::regclass::text AS name, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl FROM pg_class AS c WHERE c.relnamespace::regnamespace::text IN ('public', 'app', 'application') AND c.relkind <> 'i'
              UNION ALL SELECT 'column', format('%s.%s', attrelid::regclass, attname), attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid > 16383
              UNION ALL SELECT 'schema', nspname::text, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%'
              UNION ALL SELECT 'function', oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace::regnamespace::text IN ('public', 'app', 'application')
              UNION ALL SELECT 'type', oid::regtype::text, coalesce(typacl, acldefault('T', typowner)) FROM pg_type WHERE typname IN ('mood', 'feeling')) AS o CROSS JOIN aclexplode(o.acl) AS a ORDER BY 1
            """;
        const string Comments =
            "SELECT concat_ws(' ', i.type, i.identity, d.description) FROM pg_description AS d CROSS JOIN pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i WHERE d.objoid > 16383 ORDER BY 1";
        var structure = Value(await _target.DescribeSchemaAsync(Cancellation));
        var orders = (await _place.Database.QueryAsync("SELECT quote_ident(relname) FROM pg_class WHERE relname IN ('orders', 'all orders')"))[0];
        return string.Join(
            '\n', [structure, .. await _place.Database.QueryAsync(Privileges), .. await _place.Database.QueryAsync(Comments), .. await _place.Database.QueryAsync($"SELECT o::text FROM public.{orders} AS o")]);
    }

    private ScriptWrite Script(string sql) =>
        new($"change-{++_changes}", $"V{_changes}__s", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place($"sql/V{_changes}__s.sql"), Intended: true);

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }
}
