using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

public abstract partial class SqlTargetContract
{
    /// <summary>Whether the type runs several scripts in one transaction.</summary>
    protected virtual bool RunsTogether => true;

    /// <summary>Scripts that run together leave what they leave one by one, and the same receipts.</summary>
    [Fact]
    public async Task Scripts_that_run_together_leave_what_they_leave_one_by_one()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var scripts = Three();

        var together = Value(await target.RunTogetherAsync(claim, Slice, scripts, Cancellation));
        if (!RunsTogether)
        {
            Assert.Null(together);
            return;
        }

        var made = await FingerprintAsync(target, "orders", "lines");
        var rows = Value(await target.ReadHistoryRowsAsync(Slice.Resource, Cancellation));
        Assert.Equal(scripts.Select(script => new WriteResult(script.ChangeId, WriteStatus.Applied, null, claim.Number, Time.GetUtcNow())), together);
        Assert.Equal(scripts.Select(script => script.Key), (await target.ReadHistoryAsync(Slice.Resource, Cancellation)).Select(script => script.Key));
        foreach (var script in scripts)
        {
            Assert.Equal(together!.Single(result => result.ChangeId == script.ChangeId), Value(await target.RunScriptAsync(claim, Slice, script, Cancellation)));
        }

        Value(await target.RunScriptAsync(claim, Slice, Undo(scripts[2], "DELETE FROM lines;"), Cancellation));
        Value(await target.RunScriptAsync(claim, Slice, Undo(scripts[1], "DROP TABLE lines;"), Cancellation));
        Value(await target.RunScriptAsync(claim, Slice, Undo(scripts[0], DropOrders), Cancellation));
        foreach (var script in Three())
        {
            Value(await target.RunScriptAsync(claim, Slice, script, Cancellation));
        }

        Assert.Equal(made, await FingerprintAsync(target, "orders", "lines"));
        Assert.Equal(rows.Select(row => (row.Key, row.Action, row.Checksum)), Value(await target.ReadHistoryRowsAsync(Slice.Resource, Cancellation)).TakeLast(3).Select(row => (row.Key, row.Action, row.Checksum)));
    }

    /// <summary>Where one of them fails, was begun before or is applied, none of them runs.</summary>
    [Fact]
    public async Task Of_scripts_that_cannot_all_run_together_none_runs()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var scripts = Three();
        var before = await FingerprintAsync(target);

        Assert.Null(Value(await target.RunTogetherAsync(claim, Slice, [.. scripts, Versioned("V4__broken", "INSERT INTO nowhere (id) VALUES (1);")], Cancellation)));
        Assert.Null(Value(await target.RunTogetherAsync(claim, Slice, [.. scripts, Versioned("V4__refused", StatementRefused + ";")], Cancellation)));

        Assert.Equal(before, await FingerprintAsync(target));
        Assert.Empty(await target.ReadHistoryAsync(Slice.Resource, Cancellation));

        Value(await target.RunScriptAsync(claim, Slice, scripts[0], Cancellation));
        var one = await FingerprintAsync(target, "orders");
        Assert.Null(Value(await target.RunTogetherAsync(claim, Slice, scripts, Cancellation)));
        Assert.Null(Value(await target.RunTogetherAsync(claim, Slice, [scripts[0] with { ChangeId = NextChange() }, scripts[1]], Cancellation)));

        Assert.Equal(one, await FingerprintAsync(target, "orders"));
    }

    /// <summary>A writer that was overtaken runs nothing.</summary>
    [Fact]
    public async Task An_overtaken_writer_runs_nothing_together()
    {
        var (target, old) = await ClaimedAsync();
        await using var open = target;
        await using var heir = await OpenAsync();
        await ClaimAsync(heir);
        var before = await FingerprintAsync(heir);

        var ran = await target.RunTogetherAsync(old, Slice, Three(), Cancellation);

        if (RunsTogether)
        {
            Failure(TargetCodes.ClaimLost, ran);
        }

        Assert.Equal(before, await FingerprintAsync(heir));
    }

    /// <summary>A process that dies before the commit leaves nothing of them; after it, all of them, and each is found by its receipt.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_among_scripts_that_run_together_is_taken_over(bool after)
    {
        if (!RunsTogether)
        {
            return;
        }

        var (target, claim) = await ClaimedAsync(new CrashPoint("target write", after));
        await using var open = target;
        var scripts = Three();
        await Assert.ThrowsAsync<ProcessDiedException>(() => target.RunTogetherAsync(claim, Slice, scripts, Cancellation));

        await using var next = await OpenAsync();
        Assert.Equal(after ? 3 : 0, (await next.ReadHistoryAsync(Slice.Resource, Cancellation)).Count);
        var heir = await ClaimAsync(next);
        foreach (var script in scripts)
        {
            var result = Value(await next.RunScriptAsync(heir, Slice, script with { Intended = true }, Cancellation));
            Assert.True(result.Status is WriteStatus.Applied or WriteStatus.Recovered, result.ToString());
        }

        Assert.Equal(1, Value(await next.ScalarAsync("SELECT count(*) FROM lines", Cancellation)));
    }

    private IReadOnlyList<ScriptWrite> Three() =>
    [
        Versioned("V1__create_orders", CreateOrders),
        Versioned("V2__create_lines", "CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id));\nCREATE INDEX lines_by_order ON lines (order_id);"),
        Versioned("V3__first_line", "INSERT INTO lines (id, order_id) VALUES (1, 1);"),
    ];
}
