using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What scripts may do, and what they may not.</summary>
public sealed class SqliteScriptTests : SqliteTargetFixture
{
    [Fact]
    public async Task A_script_may_make_a_table_anew_without_losing_what_points_to_it()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (code TEXT REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES ('a'); INSERT INTO child VALUES ('a');");

        await RunAsync(target, claim, "CREATE TABLE n (code TEXT PRIMARY KEY, title TEXT); INSERT INTO n SELECT code, NULL FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;");
        var broken = await target.RunScriptAsync(claim, Schema, Script("DELETE FROM t; CREATE TABLE x (a); DROP TABLE x;"), Cancellation);

        Assert.Single(Place.Query("SELECT * FROM child"));
        Assert.Contains("1 more rows of child point to no row of t", Assert.Single(broken.Findings).Message, StringComparison.Ordinal);
        Assert.Single(Place.Query("SELECT * FROM t"));
    }

    [Fact]
    public async Task A_script_without_dropped_tables_runs_with_foreign_keys_on()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (code TEXT REFERENCES t);");

        var broken = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO child VALUES ('nowhere');"), Cancellation);

        Assert.Contains("FOREIGN KEY constraint failed", Assert.Single(broken.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM fm_history")]
    [InlineData("DROP TABLE fm_target")]
    [InlineData("UPDATE FM_TARGET SET claim = 0")]
    [InlineData("ALTER TABLE fm_receipts ADD COLUMN a")]
    [InlineData("CREATE INDEX i ON fm_receipts (at)")]
    [InlineData("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM fm_receipts; END")]
    public async Task The_bookkeeping_is_closed_to_scripts(string statement)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");
        var outcome = await target.RunScriptAsync(claim, Schema, Script(statement + (statement.Contains("TRIGGER", StringComparison.Ordinal) ? "; INSERT INTO t VALUES (1)" : "")), Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.ScriptFailed.Code, finding.Code);
        Assert.Contains("belongs to the migrator", finding.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await target.ReadMarkerAsync(Cancellation)).Value!.Claim);
    }

    [Theory]
    [InlineData("PRAGMA foreign_keys = OFF")]
    [InlineData("VACUUM")]
    [InlineData("BEGIN")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("SAVEPOINT s")]
    [InlineData("ATTACH 'other.db' AS other")]
    public async Task Statements_that_reach_beyond_the_script_are_refused(string statement)
    {
        var (target, claim) = await ClaimedAsync();

        var outcome = await target.RunScriptAsync(claim, Schema, Script("CREATE TABLE t (a);\n/* c */ " + statement.ToLowerInvariant() + ";"), Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal((TargetCodes.StatementRefused.Code, 2), (finding.Code, finding.Place!.Line));
        Assert.Empty(Place.Query("SELECT 1 FROM sqlite_schema WHERE name = 't'"));
    }

    [Fact]
    public async Task A_script_that_ends_its_own_transaction_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1);");

        var outcome = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO t VALUES (2); INSERT OR ROLLBACK INTO t VALUES (1); INSERT INTO t VALUES (3);"), Cancellation);

        Assert.Equal(TargetCodes.ScriptFailed.Code, Assert.Single(outcome.Findings).Code);
        Assert.Single(Place.Query("SELECT * FROM t"));
    }

    [Fact]
    public async Task Triggers_with_bodies_are_one_statement()
    {
        var (target, claim) = await ClaimedAsync();

        await RunAsync(target, claim, "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = a + 1; DELETE FROM t WHERE a > 5; END; INSERT INTO t VALUES (1);");

        Assert.Equal([2L], Place.Query("SELECT a FROM t")[0]);
    }
}
