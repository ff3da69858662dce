using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>An undo that is derived from a script and from what stood before it.</summary>
public sealed class SqliteDerivedUndoTests : SqliteTargetFixture
{
    private const string Base = """
        CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT);
        CREATE INDEX ix ON orders (state);
        CREATE VIEW totals AS SELECT state, count(*) AS n FROM orders GROUP BY state;
        CREATE TRIGGER "to log" AFTER INSERT ON orders BEGIN SELECT 1; END;
        INSERT INTO orders VALUES (1, 'new');
        """;

    [Theory]
    [InlineData("CREATE TABLE IF NOT EXISTS orders (id INTEGER); CREATE TABLE IF NOT EXISTS fresh (id INTEGER); CREATE INDEX IF NOT EXISTS ix ON orders (id); CREATE INDEX IF NOT EXISTS ix2 ON fresh (id)")]
    [InlineData("CREATE VIEW IF NOT EXISTS main.TOTALS AS SELECT 1 AS a; CREATE VIEW IF NOT EXISTS more AS SELECT 1 AS a; CREATE TRIGGER IF NOT EXISTS [To Log] AFTER DELETE ON orders BEGIN SELECT 1; END")]
    [InlineData("DROP VIEW totals; CREATE VIEW totals AS SELECT 2 AS b; DROP VIEW IF EXISTS never")]
    [InlineData("DROP INDEX ix; CREATE UNIQUE INDEX ix ON orders (state, id); DROP TRIGGER \"to log\"")]
    [InlineData("CREATE TEMP TABLE passing AS SELECT id FROM orders; INSERT INTO passing VALUES (2); DROP TABLE passing; CREATE TABLE kept (id INTEGER)")]
    public async Task What_stood_before_comes_back_and_what_did_not_goes(string sql)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Place.Execute(Base);
        var before = Picture();
        var analysis = ScriptAnalysis.Of(sql, ScriptKind.Versioned, SqlDialect.Sqlite, "V1__x.sql");
        Assert.True(analysis.Undo is not null, $"{analysis.Underived}");
        var stood = (await target.ReadFormersAsync([.. analysis.Steps.Select(step => step.Former).OfType<Former>()], Cancellation)).Value;
        var undo = analysis.Steps.Count == 0 ? analysis.Undo! : UndoStep.TextOf(analysis.Steps, stood);

        await RunAsync(target, claim, sql);
        Assert.NotEqual(before, Picture());
        await RunAsync(target, claim, undo);

        Assert.Equal(before, Picture());
    }

    [Theory]
    [InlineData("id INTEGER PRIMARY KEY, state TEXT DEFAULT 'new'", "state")]
    [InlineData("id INTEGER PRIMARY KEY, state TEXT DEFAULT 'new' CHECK (state IN ('new', 'open', 'done')), n INTEGER DEFAULT 0", "state, n")]
    [InlineData("id INTEGER PRIMARY KEY, made DATE DEFAULT CURRENT_DATE NOT NULL", "made")]
    public async Task Rows_that_are_made_up_for_a_rehearsal_differ_in_columns_with_a_default(string columns, string unique)
    {
        var (target, _) = await ClaimedAsync();
        await target.DisposeAsync();
        Place.Execute($"CREATE TABLE t ({columns})");
        await using var scratch = (await new SqliteTargetType(Place.Base, Time).CreateScratchAsync(SqlitePlaceFixture.Binding, new ScratchRequest("run-1", [Schema], ["t"]), Cancellation)).Value;
        var claim = (await scratch.ClaimAsync(new ClaimRequest("store", "run-1"), Cancellation)).Value;

        await RunAsync(scratch, claim, $"CREATE UNIQUE INDEX u ON t ({unique})");

        Assert.Equal(3, (await scratch.ScalarAsync("SELECT count(*) FROM t", Cancellation)).Value);
    }

    private string Picture() => string.Join('\n', Place.Query("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'fm_%' AND tbl_name NOT LIKE 'fm_%' ORDER BY 1").Select(row => $"{row[0]}"));
}
