using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The database file, its bookkeeping, and scratch copies of it.</summary>
public sealed class SqliteDatabaseTests : SqliteTargetFixture
{
    [Fact]
    public async Task Reading_leaves_no_file_beside_the_database()
    {
        var (target, _) = await ClaimedAsync();
        await target.DisposeAsync();
        Place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY); INSERT INTO t VALUES ('a')");
        Assert.Equal("wal", Place.Query("PRAGMA journal_mode")[0][0]);

        await using (var plan = (await new SqliteTargetType(Place.Base, Time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Plan, Cancellation)).Value)
        {
            Assert.Single(await ReadAsync(plan, Slice("t", ["code"], ["code"])));
            await StructureAsync(plan);
            await Assert.ThrowsAsync<InvalidOperationException>(() => plan.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        }

        Assert.Equal(["orders.db"], Directory.GetFiles(Path.GetDirectoryName(Place.File)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_newer_bookkeeping_is_a_finding()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("UPDATE fm_target SET format = 2");

        Assert.Equal(TargetCodes.Newer.Code, Assert.Single((await target.ReadMarkerAsync(Cancellation)).Findings).Code);
        Assert.Equal(TargetCodes.Newer.Code, Assert.Single((await target.RunScriptAsync(claim, Schema, Script("SELECT 1"), Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task The_history_cannot_be_edited()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");

        Assert.ThrowsAny<Exception>(() => Place.Execute("DELETE FROM fm_history"));
        Assert.ThrowsAny<Exception>(() => Place.Execute("UPDATE fm_history SET checksum = NULL"));
    }

    [Fact]
    public async Task A_full_database_is_a_finding_and_nothing_is_half_applied()
    {
        // SQLite answers with the error of a full disk when no row id is left either.
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE); INSERT INTO t VALUES (9223372036854775806, 'a')");
        var slice = Slice("t", ["code"], ["code"]);

        var written = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "b")), Create(["code"], ("code", "c"))], Cancellation);
        var run = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO t (code) VALUES ('b'); INSERT INTO t (code) VALUES ('c');"), Cancellation);

        Assert.Equal(TargetCodes.Full.Code, Assert.Single(written.Findings).Code);
        Assert.Equal(TargetCodes.Full.Code, Assert.Single(run.Findings).Code);
        Assert.Equal("""["a"]""", Assert.Single(await ReadAsync(target, slice)).Key);
        Assert.Empty(Place.Query("SELECT * FROM fm_receipts"));
    }

    [Fact]
    public async Task A_scratch_database_gets_rows_that_fit_the_rules_of_touched_tables()
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute(
            """
            CREATE TABLE kinds (kind TEXT PRIMARY KEY, since DATE NOT NULL);
            CREATE TABLE customers (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, country TEXT NOT NULL CHECK (length(country) = 2), state TEXT NOT NULL CHECK (state IN ('new', 'old')));
            CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id), kind TEXT NOT NULL REFERENCES kinds, total REAL NOT NULL, paid BOOLEAN NOT NULL, raw BLOB NOT NULL, made TEXT DEFAULT 'now');
            CREATE TABLE impossible (a INTEGER NOT NULL CHECK (a > 10 AND a < 5));
            CREATE TABLE log (text TEXT);
            CREATE TRIGGER logs AFTER INSERT ON customers BEGIN INSERT INTO log VALUES (new.mail); END;
            INSERT INTO customers VALUES (77, 'private@example.com', 'DE', 'new');
            """);
        var request = new ScratchRequest("run-1", [Schema], ["orders", "impossible", "made_by_the_plan"]);

        var made = await new SqliteTargetType(Place.Base, Time).CreateScratchAsync(SqlitePlaceFixture.Binding, request, Cancellation);

        await using var scratch = made.Value;
        Assert.Equal(3, (await scratch.ScalarAsync("SELECT count(*) FROM orders JOIN customers ON customers.id = orders.customer JOIN kinds USING (kind)", Cancellation)).Value);
        Assert.Equal(0, (await scratch.ScalarAsync("SELECT count(*) FROM customers WHERE mail = 'private@example.com'", Cancellation)).Value);
        Assert.Equal(0, (await scratch.ScalarAsync("SELECT count(*) FROM log", Cancellation)).Value);
        Assert.All(made.Findings, finding => Assert.Equal((TargetCodes.ScratchDiffers.Code, Severity.Info), (finding.Code, finding.Severity)));
        Assert.Contains(made.Findings, finding => finding.Message.Contains("impossible", StringComparison.Ordinal));
        Assert.Equal((await StructureAsync(target), true), (await StructureAsync(scratch), true));
    }

    [Fact]
    public async Task A_scratch_database_does_not_check_foreign_keys_to_rows_that_it_does_not_have()
    {
        var (target, _) = await ClaimedAsync();
        Place.Execute("CREATE TABLE people (name TEXT PRIMARY KEY); CREATE TABLE t (code TEXT PRIMARY KEY, owner TEXT REFERENCES people); INSERT INTO people VALUES ('ada'); INSERT INTO t VALUES ('a', 'ada')");
        var slice = Slice("t", ["code"], ["code", "owner"]);

        var made = await new SqliteTargetType(Place.Base, Time).CreateScratchAsync(SqlitePlaceFixture.Binding, new ScratchRequest("run-1", [slice], []), Cancellation);

        await using var scratch = made.Value;
        var claim = (await scratch.ClaimAsync(new ClaimRequest("store", "run-1"), Cancellation)).Value;
        await WriteAsync(scratch, claim, slice, Create(["code"], ("code", "b"), ("owner", "ada")));
        Assert.Contains("people", Assert.Single(made.Findings).Message, StringComparison.Ordinal);
        await target.DisposeAsync();
    }

    [Fact]
    public async Task A_long_query_is_interrupted()
    {
        var (target, _) = await ClaimedAsync();
        using var leaving = new CancellationTokenSource();
        var asking = Task.Run(
            () => target.ScalarAsync("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", leaving.Token), CancellationToken.None);

        leaving.CancelAfter(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
