using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What the directives of a script do on SQLite.</summary>
public sealed class SqliteDirectiveTests : SqliteTargetFixture
{
    private const string Endless = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) INSERT INTO t SELECT max(n) FROM c";

    [Theory]
    [InlineData("select count(*) = 2 from t")]
    [InlineData("select max(a) from t")]
    [InlineData("select -1")]
    public async Task A_script_whose_verify_holds_is_kept(string query)
    {
        var (target, claim) = await ClaimedAsync();

        var outcome = await RunAsync(target, claim, "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)", new ScriptDirectives(Verify: query));

        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.Equal(2, Place.Query("SELECT a FROM t").Count);
    }

    [Theory]
    [InlineData("select count(*) = 3 from t", "answers 0, NULL or no row")]
    [InlineData("select null", "answers 0, NULL or no row")]
    [InlineData("select a from t where a > 5", "answers 0, NULL or no row")]
    [InlineData("select b from t", "no such column")]
    [InlineData("delete from t", "")]
    public async Task A_script_whose_verify_does_not_hold_leaves_nothing(string query, string words)
    {
        var (target, claim) = await ClaimedAsync();

        var outcome = await RunAsync(target, claim, "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)", new ScriptDirectives(Verify: query));

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.NotVerified.Code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Contains("nothing of the script was kept", finding.Message, StringComparison.Ordinal);
        Assert.Empty(Place.Query("SELECT 1 FROM sqlite_schema WHERE name = 't'"));
    }

    [Fact]
    public async Task A_statement_that_runs_longer_than_its_timeout_ends_and_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");

        var running = Task.Run(() => RunAsync(target, claim, $"INSERT INTO t VALUES (1);\n{Endless};", new ScriptDirectives(Timeout: TimeSpan.FromSeconds(30))), Cancellation);
        while (!running.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var finding = Assert.Single((await running).Findings);
        Assert.Equal((TargetCodes.ScriptFailed.Code, 2), (finding.Code, finding.Place!.Line));
        Assert.Contains("longer than timeout=30s", finding.Message, StringComparison.Ordinal);
        Assert.Empty(Place.Query("SELECT 1 FROM t"));
    }

    [Fact]
    public async Task A_script_waits_for_the_lock_as_long_as_it_says()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");
        await using var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Place.File, Pooling = false }.ToString());
        await other.OpenAsync(Cancellation);
        await using var held = other.BeginTransaction(deferred: false);

        var started = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await RunAsync(target, claim, "INSERT INTO t VALUES (1)", new ScriptDirectives(LockTimeout: TimeSpan.FromMilliseconds(50)));

        Assert.Equal(TargetCodes.Busy.Code, Assert.Single(outcome.Findings).Code);
        Assert.InRange(started.ElapsedMilliseconds, 50, 4_500);
        await held.RollbackAsync(Cancellation);
        Assert.True((await RunAsync(target, claim, "INSERT INTO t VALUES (1)", new ScriptDirectives(LockTimeout: TimeSpan.FromMilliseconds(50)))).Succeeded);
    }

    [Fact]
    public async Task A_script_without_a_transaction_is_refused()
    {
        var (target, claim) = await ClaimedAsync();

        var finding = Assert.Single((await RunAsync(target, claim, "CREATE TABLE t (a)", new ScriptDirectives(Transaction: false))).Findings);

        Assert.Equal(TargetCodes.StatementRefused.Code, finding.Code);
        Assert.Contains("Remove the directive", finding.Remedy, StringComparison.Ordinal);
        Assert.Empty(Place.Query("SELECT 1 FROM sqlite_schema WHERE name = 't'"));
    }

    [Fact]
    public async Task Callbacks_stand_and_fall_with_their_script()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE log (what); CREATE TABLE t (a UNIQUE)");
        var script = Script("INSERT INTO t VALUES (1); INSERT INTO log VALUES ('script')") with
        {
            BeforeEach = [new ScriptText("INSERT INTO log VALUES ('before')", new Place("sql/beforeEachMigrate.sql"))],
            AfterEach = [new ScriptText("\nINSERT INTO log VALUES ('after');\nINSERT INTO t VALUES (1)", new Place("sql/afterEachMigrate.sql"))],
        };

        var broken = Assert.Single((await target.RunScriptAsync(claim, Schema, script, Cancellation)).Findings);
        var refused = Assert.Single((await target.RunScriptAsync(claim, Schema, script with { BeforeEach = [new ScriptText("SELECT 1;\nVACUUM", new Place("sql/beforeEachMigrate.sql"))] }, Cancellation)).Findings);
        var nothing = Place.Query("SELECT what FROM log").Count;
        var good = await target.RunScriptAsync(claim, Schema, script with { AfterEach = [new ScriptText("INSERT INTO log VALUES ('after')", new Place("sql/afterEachMigrate.sql"))] }, Cancellation);

        Assert.Equal(new Place("sql/afterEachMigrate.sql", 3, 1), broken.Place);
        Assert.Equal((TargetCodes.StatementRefused.Code, new Place("sql/beforeEachMigrate.sql", 2, 1)), (refused.Code, refused.Place));
        Assert.Equal(0, nothing);
        Assert.True(good.Succeeded);
        Assert.Equal(["before", "script", "after"], Place.Query("SELECT what FROM log ORDER BY rowid").Select(row => row[0]));
    }

    private Task<Outcome<WriteResult>> RunAsync(ITarget target, Claim claim, string sql, ScriptDirectives directives) =>
        target.RunScriptAsync(claim, Schema, Script(sql) with { Directives = directives }, Cancellation);
}
