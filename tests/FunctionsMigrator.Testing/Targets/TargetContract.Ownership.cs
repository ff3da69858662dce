using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

/// <content>What holds when processes overtake each other, or die while they write.</content>
public abstract partial class TargetContract
{
    private const string AnyWrite = "target write";
    private const string AnyClaim = "target claim";

    /// <summary>A writer that was overtaken changes nothing, however late it wakes up.</summary>
    [Fact]
    public async Task An_overtaken_writer_changes_nothing()
    {
        var (zombie, old) = await ClaimedAsync();
        await using var openZombie = zombie;
        var create = Write("a", null, "1");
        await WriteAsync(zombie, old, create);

        await using var heir = await OpenAsync();
        var claim = await ClaimAsync(heir);
        await WriteAsync(heir, claim, Write("a", "1", null), Write("b", null, "kept"));

        Failure(TargetCodes.ClaimLost, await zombie.WriteAsync(old, Slice, [create], Cancellation));
        Failure(TargetCodes.ClaimLost, await zombie.WriteAsync(old, Slice, [Write("a", null, "1", intended: true)], Cancellation));
        Failure(TargetCodes.ClaimLost, await zombie.WriteAsync(old, Slice, [Write("b", "kept", null)], Cancellation));
        Assert.Equal(Sorted(Item("b", "kept")), await ItemsAsync(heir));
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(heir, claim, Write("b", "kept", "2"))));
    }

    /// <summary>
    /// Whether a claimant waits for a write that checked the claim before. Where it does not, the write is refused: the medium itself compares the claim at the instant of the write.
    /// </summary>
    protected virtual bool ClaimsWait => true;

    /// <summary>Nobody raises the claim between a writer's check and its write: either comes first as a whole.</summary>
    [Fact]
    public async Task A_claim_that_does_not_wait_for_a_write_has_it_refused()
    {
        if (ClaimsWait)
        {
            return;
        }

        var gate = new WriteGate(AnyWrite);
        var (writer, claim) = await ClaimedAsync();
        await using var openWriter = writer;
        await WriteAsync(writer, claim, Write("b", null, "1"));
        await using var paused = await OpenAsync(observer: gate);
        var writing = Task.Run(() => paused.WriteAsync(claim, Slice, [Write("a", null, "1"), Write("b", "1", null)], Cancellation));
        await gate.Reached.WaitAsync(Cancellation);

        await using var heir = await OpenAsync();
        Assert.Equal(claim.Number + 1, (await ClaimAsync(heir)).Number);
        gate.Open();

        Failure(TargetCodes.ClaimLost, await writing);
        Assert.Equal(Sorted(Item("b", "1")), await ItemsAsync(heir));
    }

    /// <summary>Nobody raises the claim while a writer stands between its check and its write: either comes first as a whole.</summary>
    [Fact]
    public async Task A_claim_waits_for_a_write_that_checked_the_claim_before()
    {
        if (!ClaimsWait)
        {
            return;
        }

        var gate = new WriteGate(AnyWrite);
        var (writer, claim) = await ClaimedAsync(gate);
        await using var openWriter = writer;
        var writing = Task.Run(() => WriteAsync(writer, claim, Write("a", null, "1")));
        await gate.Reached.WaitAsync(Cancellation);

        await using var impatient = await OpenAsync(patience: TimeSpan.Zero);
        Failure(TargetCodes.Busy, await impatient.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));
        using var leaving = new CancellationTokenSource();
        await using var patient = await OpenAsync();
        var waiting = Task.Run(() => patient.ClaimAsync(new ClaimRequest(Store, Run), leaving.Token));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        gate.Open();
        Assert.Equal([WriteStatus.Applied], Statuses(await writing));
        Assert.Equal(claim.Number + 1, (await ClaimAsync(patient)).Number);
        Assert.Equal(Sorted(Item("a", "1")), await ItemsAsync(patient));
    }

    /// <summary>Of writers at once exactly one wins, and its value is the one that stays.</summary>
    [Fact]
    public async Task Of_writers_at_once_exactly_one_wins()
    {
        var (target, _) = await ClaimedAsync();
        await using var open = target;

        var won = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            await using var writer = await OpenAsync();
            var claim = await ClaimAsync(writer, $"run-{i}");
            var outcome = await writer.WriteAsync(claim, Slice, [Write("a", null, $"value of {i}")], Cancellation);
            if (!outcome.Succeeded)
            {
                Failure(TargetCodes.ClaimLost, outcome);
                return null;
            }

            return outcome.Value[0].Status == WriteStatus.Applied ? $"value of {i}" : null;
        })));

        Assert.Equal(Sorted(Item("a", Assert.Single(won.OfType<string>()))), await ItemsAsync(target));
    }

    /// <summary>A process that dies before its write leaves nothing; the next execution writes.</summary>
    [Fact]
    public async Task A_death_before_the_write_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync(new CrashPoint(AnyWrite, after: false));
        await using var open = target;
        IReadOnlyList<ItemWrite> batch = [Write("a", null, "1"), Write("b", null, "1")];
        await Assert.ThrowsAsync<ProcessDiedException>(() => target.WriteAsync(claim, Slice, batch, Cancellation));

        await using var next = await OpenAsync();
        Assert.Empty(await ItemsAsync(next));
        var results = await WriteAsync(next, await ClaimAsync(next), [.. batch.Select(write => write with { Intended = true })]);

        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], Statuses(results));
        Assert.Equal(Sorted(Item("a", "1"), Item("b", "1")), await ItemsAsync(next));
    }

    /// <summary>A process that dies after its write is taken over: the next execution answers a receipt of ours and writes nothing twice.</summary>
    [Fact]
    public async Task A_death_after_the_write_is_recovered()
    {
        var (target, claim) = await ClaimedAsync(new CrashPoint(AnyWrite, after: true));
        await using var open = target;
        IReadOnlyList<ItemWrite> batch = [Write("a", null, "1"), Write("b", null, "1")];
        await Assert.ThrowsAsync<ProcessDiedException>(() => target.WriteAsync(claim, Slice, batch, Cancellation));

        await using var next = await OpenAsync();
        Assert.Equal(Sorted(Item("a", "1"), Item("b", "1")), await ItemsAsync(next));
        var results = await WriteAsync(next, await ClaimAsync(next), [.. batch.Select(write => write with { Intended = true })]);

        Assert.All(results, result => Assert.True(result.Status is WriteStatus.Applied or WriteStatus.Recovered, result.ToString()));
        Assert.Equal(Sorted(Item("a", "1"), Item("b", "1")), await ItemsAsync(next));
        var undone = await WriteAsync(next, await ClaimAsync(next), Write("a", "1", null), Write("b", "1", null));
        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], Statuses(undone));
        Assert.Empty(await ItemsAsync(next));
    }

    /// <summary>A process that dies while it claims leaves a target that the next one claims, with a number that nobody had.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_while_claiming_leaves_a_target_that_can_be_claimed(bool after)
    {
        await using (var dying = await OpenAsync(observer: new CrashPoint(AnyClaim, after)))
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => dying.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));
        }

        await using var target = await OpenAsync();
        var claim = await ClaimAsync(target);
        await PrepareAsync(Cancellation);

        Assert.Equal(after ? 2 : 1, claim.Number);
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(target, claim, Write("a", null, "1"))));
    }

    /// <summary>Receipts name the claim they were written under.</summary>
    [Fact]
    public async Task Receipts_name_claim_and_time()
    {
        var (target, _) = await ClaimedAsync();
        await using var open = target;
        var claim = await ClaimAsync(target);
        var at = Time.GetUtcNow();

        var result = Assert.Single(await WriteAsync(target, claim, Write("a", null, "1")));

        Assert.Equal(new WriteResult(result.ChangeId, WriteStatus.Applied, null, claim.Number, at), result);
    }
}
