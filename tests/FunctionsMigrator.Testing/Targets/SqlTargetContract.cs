using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>
/// What every type of target that runs scripts promises. Statements are standard SQL with types that every database knows; a test class per type derives this class.
/// </summary>
public abstract partial class SqlTargetContract : TargetFixture
{
    private const string CreateOrders = "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);\nINSERT INTO orders (id, total) VALUES (1, 10);";
    private const string DropOrders = "DROP TABLE orders;";
    private const string CreateView = "DROP VIEW IF EXISTS big_orders;\nCREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 5;";
    private const string OtherView = "DROP VIEW IF EXISTS big_orders;\nCREATE VIEW big_orders AS SELECT id, total FROM orders WHERE total > 50;";

    /// <inheritdoc/>
    protected override ResourceSlice Slice { get; } = new("orders-schema", ResourceKind.SqlMigrations, "scripts:orders-schema", 0);

    /// <summary>A statement that must not run inside a script's transaction.</summary>
    protected abstract string StatementRefused { get; }

    /// <summary>A script runs once, with its history row and receipt; its undo takes it back, and it may run again.</summary>
    [Fact]
    public async Task A_script_runs_is_taken_back_and_runs_again()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var empty = await FingerprintAsync(target);
        var run = Versioned("V1.2__create_orders", CreateOrders);

        var first = Value(await target.RunScriptAsync(claim, Slice, run, Cancellation));
        var made = await FingerprintAsync(target);

        Assert.Equal(new WriteResult(run.ChangeId, WriteStatus.Applied, null, claim.Number, Time.GetUtcNow()), first);
        Assert.Equal([new AppliedScript("V1.2__create_orders", Digest.Of(CreateOrders), null, Run, Time.GetUtcNow())], await target.ReadHistoryAsync(Slice.Resource, Cancellation));
        Assert.Equal(10, Value(await target.ScalarAsync("SELECT total FROM orders", Cancellation)));
        Assert.NotEqual(empty, made);

        var undone = Value(await target.RunScriptAsync(claim, Slice, Undo(run, DropOrders), Cancellation));

        Assert.Equal(WriteStatus.Applied, undone.Status);
        Assert.Empty(await target.ReadHistoryAsync(Slice.Resource, Cancellation));
        Assert.Equal(empty, await FingerprintAsync(target));

        Assert.Equal(WriteStatus.Applied, Value(await target.RunScriptAsync(claim, Slice, Versioned("V1.2__create_orders", CreateOrders), Cancellation)).Status);
        Assert.Equal(made, await FingerprintAsync(target));
    }

    /// <summary>Called again with the same change id it runs nothing and answers the same receipt.</summary>
    [Fact]
    public async Task The_same_script_again_answers_the_same_receipt()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        var run = Versioned("V2__add_order", "INSERT INTO orders (id, total) VALUES (2, 20);");
        var first = Value(await target.RunScriptAsync(claim, Slice, run, Cancellation));
        Time.Advance(TimeSpan.FromMinutes(1));

        await using var later = await OpenAsync();
        var again = Value(await later.RunScriptAsync(await ClaimAsync(later), Slice, run with { Intended = true }, Cancellation));

        Assert.Equal(first, again);
        Assert.Equal(2, Value(await later.ScalarAsync("SELECT count(*) FROM orders", Cancellation)));
    }

    /// <summary>A script runs only where the history holds its pre-checksum.</summary>
    [Fact]
    public async Task A_script_runs_only_where_the_history_is_as_planned()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var create = Versioned("V1__create_orders", CreateOrders);
        Value(await target.RunScriptAsync(claim, Slice, create, Cancellation));

        Assert.Equal(WriteStatus.AlreadyPresent, await StatusAsync(create with { ChangeId = NextChange(), Intended = false }));
        Assert.Equal(WriteStatus.Recovered, await StatusAsync(create with { ChangeId = NextChange(), Intended = true }));
        Assert.Equal(WriteStatus.Moved, await StatusAsync(Versioned("V1__create_orders", "SELECT 1;")));
        Assert.Equal(WriteStatus.Moved, await StatusAsync(Undo(Versioned("V1__create_orders", "SELECT 1;"), DropOrders)));
        Assert.Equal(WriteStatus.Recovered, await StatusAsync(Undo(Versioned("V9__never_was", "SELECT 1;"), "SELECT 1;")));
        Assert.Equal(1, Value(await target.ScalarAsync("SELECT count(*) FROM orders", Cancellation)));

        async Task<WriteStatus> StatusAsync(ScriptWrite script) => Value(await target.RunScriptAsync(claim, Slice, script, Cancellation)).Status;
    }

    /// <summary>A failing script leaves nothing, and the finding names file, line, statement and the database's words.</summary>
    [Fact]
    public async Task A_failing_script_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var before = await FingerprintAsync(target);
        var script = Versioned("V1__broken", "-- makes orders\n" + CreateOrders + "\n\nINSERT INTO\n  nowhere (id) VALUES (1);");

        var finding = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Slice, script, Cancellation));

        Assert.Contains(script.Place.File, finding.Message, StringComparison.Ordinal);
        Assert.Contains("line 5", finding.Message, StringComparison.Ordinal);
        Assert.Contains("INSERT INTO nowhere (id) VALUES (1)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", finding.Message.Split("INSERT")[0], StringComparison.Ordinal);
        Assert.Equal((script.Place.File, 5), (finding.Place!.File, finding.Place.Line));
        Assert.Equal(before, await FingerprintAsync(target));
        Assert.Empty(await target.ReadHistoryAsync(Slice.Resource, Cancellation));
        Assert.Equal(WriteStatus.Applied, Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__broken", CreateOrders), Cancellation)).Status);
    }

    /// <summary>A statement that cannot be part of a transaction is refused by its name before anything runs.</summary>
    [Fact]
    public async Task A_statement_that_needs_no_transaction_is_refused_before_anything_runs()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var before = await FingerprintAsync(target);

        var finding = Failure(
            TargetCodes.StatementRefused, await target.RunScriptAsync(claim, Slice, Versioned("V1__refused", CreateOrders + "\n" + StatementRefused + ";"), Cancellation));

        Assert.Contains(StatementRefused.Split(' ')[0], finding.Message, StringComparison.Ordinal);
        Assert.Equal(3, finding.Place!.Line);
        Assert.Equal(before, await FingerprintAsync(target));
    }

    /// <summary>A repeatable script's new text runs, and its former text takes it back; the history keeps the text.</summary>
    [Fact]
    public async Task A_repeatable_script_changes_and_goes_back_to_its_former_text()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        Value(await target.RunScriptAsync(claim, Slice, Repeatable(null, CreateView), Cancellation));
        var before = await FingerprintAsync(target);

        Value(await target.RunScriptAsync(claim, Slice, Repeatable(CreateView, OtherView), Cancellation));
        var changed = await FingerprintAsync(target);
        var there = await target.ReadHistoryAsync(Slice.Resource, Cancellation);
        Value(await target.RunScriptAsync(claim, Slice, Repeatable(OtherView, CreateView), Cancellation));
        var back = await target.ReadHistoryAsync(Slice.Resource, Cancellation);

        Assert.NotEqual(before.Structure, changed.Structure);
        Assert.Equal((Digest.Of(OtherView), OtherView), (there[^1].Checksum, there[^1].Sql));
        Assert.Equal((Digest.Of(CreateView), CreateView), (back[^1].Checksum, back[^1].Sql));
        Assert.Equal(before, await FingerprintAsync(target));
    }

    /// <summary>The history names what stands applied, in the order in which it was, of the asked resource alone.</summary>
    [Fact]
    public async Task The_history_is_in_the_order_of_application()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        foreach (var key in new[] { "V10__a", "V2__b", "V1__c", "V3__d" })
        {
            Value(await target.RunScriptAsync(claim, Slice, Versioned(key, $"CREATE TABLE {key[^1]} (id INTEGER);"), Cancellation));
        }

        Value(await target.RunScriptAsync(claim, Slice, Undo(Versioned("V2__b", "CREATE TABLE b (id INTEGER);"), "DROP TABLE b;"), Cancellation));
        Value(await target.RunScriptAsync(claim, Slice with { Resource = "other" }, Versioned("V1__c", "CREATE TABLE x (id INTEGER);"), Cancellation));

        Assert.Equal(["V10__a", "V1__c", "V3__d"], (await target.ReadHistoryAsync(Slice.Resource, Cancellation)).Select(script => script.Key));
        Assert.Equal(["V1__c"], (await target.ReadHistoryAsync("other", Cancellation)).Select(script => script.Key));
    }

    /// <summary>A writer that was overtaken runs nothing.</summary>
    [Fact]
    public async Task An_overtaken_writer_runs_nothing()
    {
        var (target, old) = await ClaimedAsync();
        await using var open = target;
        var create = Versioned("V1__create_orders", CreateOrders);
        Value(await target.RunScriptAsync(old, Slice, create, Cancellation));
        await using var heir = await OpenAsync();
        var claim = await ClaimAsync(heir);
        Value(await heir.RunScriptAsync(claim, Slice, Undo(create, DropOrders), Cancellation));
        var before = await FingerprintAsync(heir);

        Failure(TargetCodes.ClaimLost, await target.RunScriptAsync(old, Slice, create, Cancellation));
        Failure(TargetCodes.ClaimLost, await target.RunScriptAsync(old, Slice, create with { ChangeId = NextChange() }, Cancellation));

        Assert.Equal(before, await FingerprintAsync(heir));
    }

    /// <summary>A process that dies before the commit leaves nothing; one that dies after it is taken over.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_inside_a_script_is_taken_over(bool after)
    {
        var (target, claim) = await ClaimedAsync(new CrashPoint("target write", after));
        await using var open = target;
        var create = Versioned("V1__create_orders", CreateOrders);
        await Assert.ThrowsAsync<ProcessDiedException>(() => target.RunScriptAsync(claim, Slice, create, Cancellation));

        await using var next = await OpenAsync();
        Assert.Equal(after ? 1 : 0, (await next.ReadHistoryAsync(Slice.Resource, Cancellation)).Count);
        var result = Value(await next.RunScriptAsync(await ClaimAsync(next), Slice, create with { Intended = true }, Cancellation));

        Assert.True(result.Status is WriteStatus.Applied or WriteStatus.Recovered, result.ToString());
        Assert.Equal(1, Value(await next.ScalarAsync("SELECT count(*) FROM orders", Cancellation)));
    }

    /// <summary>The shape of a table as it will be after the pending scripts; nothing of it lasts.</summary>
    [Fact]
    public async Task A_table_is_described_as_the_pending_scripts_will_leave_it()
    {
        await using (var nothing = await OpenAsync(TargetAccess.Plan))
        {
            Assert.Null(Value(await nothing.DescribeAsync("orders", [], Cancellation)));
            Assert.Equal(["id", "total"], Names(Value(await nothing.DescribeAsync("orders", [Pending("V1__create_orders", CreateOrders)], Cancellation))));
            Assert.False(Exists());
        }

        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        var before = await FingerprintAsync(target);

        var now = Value(await target.DescribeAsync("orders", [], Cancellation))!;
        var then = Value(await target.DescribeAsync("orders", [Pending("V2__currency", "ALTER TABLE orders ADD COLUMN currency VARCHAR(3) DEFAULT 'EUR' NOT NULL;")], Cancellation))!;
        var gone = Value(await target.DescribeAsync("orders", [Pending("V2__drop", DropOrders)], Cancellation));
        var broken = await target.DescribeAsync("orders", [Pending("V2__broken", "\nALTER TABLE nowhere ADD COLUMN a INTEGER;")], Cancellation);

        Assert.Equal(["id", "total"], Names(now));
        Assert.Equal([["id"]], now.UniqueKeys);
        Assert.Equal(["id", "total", "currency"], Names(then));
        Assert.Equal((ColumnType.Text, false, true), (then.Columns[2].Type, then.Columns[2].Nullable, then.Columns[2].HasDefault));
        Assert.Equal((ColumnType.Integer, false, false), (then.Columns[1].Type, then.Columns[1].Nullable, then.Columns[1].HasDefault));
        Assert.Null(gone);
        Assert.Equal(2, Failure(TargetCodes.ScriptFailed, broken).Place!.Line);
        Assert.Equal(before, await FingerprintAsync(target));
        Assert.Equal(["V1__create_orders"], (await target.ReadHistoryAsync(Slice.Resource, Cancellation)).Select(script => script.Key));
    }

    /// <summary>A query answers one number and writes nothing.</summary>
    [Fact]
    public async Task A_query_answers_one_number_and_writes_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        var before = await FingerprintAsync(target);

        Assert.Equal(2.5, Value(await target.ScalarAsync("SELECT 5 / 2.0", Cancellation)));
        Assert.Equal(10, Value(await target.ScalarAsync("-- asks\nWITH o AS (SELECT total FROM orders) SELECT total FROM o;", Cancellation)));
        Assert.Null(Value(await target.ScalarAsync("SELECT total FROM orders WHERE id = 2", Cancellation)));
        Assert.Null(Value(await target.ScalarAsync("SELECT max(total) FROM orders WHERE id = 2", Cancellation)));
        Failure(TargetCodes.NotReadOnly, await target.ScalarAsync("DELETE FROM orders", Cancellation));
        Failure(TargetCodes.NotReadOnly, await target.ScalarAsync("WITH o AS (SELECT 1) DELETE FROM orders", Cancellation));
        Failure(TargetCodes.NotReadOnly, await target.ScalarAsync("SELECT 1; DELETE FROM orders", Cancellation));
        Failure(TargetCodes.NotReadOnly, await target.ScalarAsync("", Cancellation));
        Failure(TargetCodes.NotOneNumber, await target.ScalarAsync("SELECT id, total FROM orders", Cancellation));
        Failure(TargetCodes.NotOneNumber, await target.ScalarAsync("SELECT 1 UNION ALL SELECT 2", Cancellation));
        Failure(TargetCodes.NotOneNumber, await target.ScalarAsync("SELECT 'many'", Cancellation));
        Failure(TargetCodes.NotOneNumber, await target.ScalarAsync("SELECT 1 FROM nowhere", Cancellation));

        Assert.Equal(before, await FingerprintAsync(target));
    }

    /// <summary>A scratch target has the structure, the history and rows to try touched tables on; undoing a script there is told from not undoing it.</summary>
    [Fact]
    public async Task A_scratch_target_has_structure_history_and_rows_in_touched_tables()
    {
        var (live, claim) = await ClaimedAsync();
        await using var openLive = live;
        Value(await live.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders), Cancellation));
        Value(await live.RunScriptAsync(claim, Slice, Versioned("V2__private", "CREATE TABLE people (name VARCHAR(40));\nINSERT INTO people (name) VALUES ('Ada');"), Cancellation));
        var before = await FingerprintAsync(live);

        await using (var scratch = Value(await Type().CreateScratchAsync(Binding, new ScratchRequest("run-1", [Slice], ["orders"]), Cancellation)))
        {
            Assert.Equal(before.Structure, (await FingerprintAsync(scratch)).Structure);
            Assert.Equal(await live.ReadHistoryAsync(Slice.Resource, Cancellation), await scratch.ReadHistoryAsync(Slice.Resource, Cancellation));
            Assert.True(Value(await scratch.ScalarAsync("SELECT count(*) FROM orders", Cancellation)) > 0);
            Assert.Equal(0, Value(await scratch.ScalarAsync("SELECT count(*) FROM people", Cancellation)));
            var made = await FingerprintAsync(scratch, "orders", "people");
            var scratchClaim = await ClaimAsync(scratch);
            var add = Versioned("V3__add", "ALTER TABLE orders ADD COLUMN currency VARCHAR(3);");
            Value(await scratch.RunScriptAsync(scratchClaim, Slice, add, Cancellation));
            Assert.NotEqual(made, await FingerprintAsync(scratch, "orders", "people"));
            Value(await scratch.RunScriptAsync(scratchClaim, Slice, Undo(add, "ALTER TABLE orders DROP COLUMN currency;"), Cancellation));
            Assert.Equal(made, await FingerprintAsync(scratch, "orders", "people"));
        }

        await Type().DropScratchAsync(Binding, "run-1", Cancellation);
        Assert.Equal(before, await FingerprintAsync(live));
    }

    /// <summary>The fingerprint counts the rows of named tables, up to a number of rows, and their number beyond it.</summary>
    [Fact]
    public async Task The_fingerprint_reads_rows_up_to_a_limit()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V1__create_orders", CreateOrders + "INSERT INTO orders (id, total) VALUES (2, 20), (3, 30);"), Cancellation));

        var all = await PrintAsync(3);
        var some = await PrintAsync(2);
        Value(await target.RunScriptAsync(claim, Slice, Versioned("V2__change", "UPDATE orders SET total = 31 WHERE id = 3;"), Cancellation));
        var allAfter = await PrintAsync(3);
        Value(await target.RunScriptAsync(claim, Slice, Undo(Versioned("V2__change", "UPDATE orders SET total = 31 WHERE id = 3;"), "DELETE FROM orders WHERE id = 3;"), Cancellation));
        var fewer = await PrintAsync(2);

        Assert.Equal((true, false), (all.Complete, some.Complete));
        Assert.NotEqual(all.Content, allAfter.Content);
        Assert.NotEqual(some.Content, fewer.Content);

        async Task<Fingerprint> PrintAsync(int rows) => Value(await target.FingerprintAsync(new FingerprintScope([], ["orders"], rows), Cancellation));
    }

    private ScriptWrite Versioned(string key, string sql) =>
        new(NextChange(), key, ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place($"metadata/sql/{key}.sql"), Intended: true);

    private ScriptWrite Undo(ScriptWrite run, string sql) => run with
    {
        ChangeId = NextChange(),
        Sql = sql,
        Pre = run.Post,
        Post = run.Pre,
        Place = new Place($"metadata/sql/U{run.Key[1..]}.sql"),
    };

    private ScriptWrite Repeatable(string? from, string to) => new(
        NextChange(), "R__big_orders", ScriptKind.Repeatable, to, from is null ? null : Digest.Of(from), Digest.Of(to), new Place("metadata/sql/R__big_orders.sql"), Intended: true);

    private static SqlScript Pending(string key, string sql) => new(
        key, ScriptKind.Versioned, [1], key, sql, Digest.Of(sql), ScriptUndo.None, new ScriptFacts([], [], LosesData: false), new Place($"metadata/sql/{key}.sql"));

    private static IEnumerable<string>? Names(TableShape? shape) => shape?.Columns.Select(column => column.Name);

    private async Task<Fingerprint> FingerprintAsync(ITarget target, params string[] tables) =>
        Value(await target.FingerprintAsync(new FingerprintScope([Slice], tables), Cancellation));
}
