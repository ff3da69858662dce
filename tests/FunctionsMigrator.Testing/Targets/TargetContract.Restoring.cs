using CsCheck;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Testing.Targets;

/// <content>What holds for restoring: fingerprints and scratch targets.</content>
public abstract partial class TargetContract
{
    /// <summary>The fingerprint moves with every change, and is what it was once everything is taken back.</summary>
    [Fact]
    public async Task The_fingerprint_tells_every_change_and_every_restoration()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"), Write("b", null, "1"));
        var before = await FingerprintAsync(target);
        Assert.True(before.Complete);

        await WriteAsync(target, claim, Write("a", "1", "2"));
        var updated = await FingerprintAsync(target);
        await WriteAsync(target, claim, Write("a", "2", "1"), Write("zz", null, "1"));
        var created = await FingerprintAsync(target);
        await WriteAsync(target, claim, Write("zz", "1", null), Write("b", "1", null));
        var deleted = await FingerprintAsync(target);
        await WriteAsync(target, claim, Write("b", null, "1"));

        Assert.Equal(before, await FingerprintAsync(target));
        Assert.Equal(4, new[] { before, updated, created, deleted }.Select(print => print.Content).Distinct().Count());
        Assert.All([updated, created, deleted], print => Assert.Equal(before.Structure, print.Structure));
    }

    /// <summary>From any items to any others and back again: the fingerprint is what it was.</summary>
    [Fact]
    public async Task Writes_and_their_reverse_restore_any_items()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        string?[] values = [null, "", "1", "two", "\"quoted\" \\ 'text'", "line\nline", "ß😀"];
        var pair = Gen.Select(Gen.Int[0, values.Length - 1], Gen.Int[0, values.Length - 1], (from, to) => (Item1: values[from], Item2: values[to]));
        var current = new string?[Names.Count];

        await pair.Array[Names.Count].SampleAsync(
            async maps =>
            {
                await MoveAsync(maps.Select(map => map.Item1));
                var before = await FingerprintAsync(target);
                await MoveAsync(maps.Select(map => map.Item2));
                await MoveAsync(maps.Select(map => map.Item1));
                return before == await FingerprintAsync(target);
            },
            iter: 8,
            threads: 1);

        async Task MoveAsync(IEnumerable<string?> next)
        {
            var batch = new List<ItemWrite>();
            foreach (var (value, i) in next.Select((value, i) => (value, i)))
            {
                if (value != current[i])
                {
                    batch.Add(Write(Names[i], current[i], value));
                    current[i] = value;
                }
            }

            Assert.All(await WriteAsync(target, claim, batch), result => Assert.Equal(WriteStatus.Applied, result.Status));
        }
    }

    /// <summary>A scratch target holds the same managed items and structure, works as a live one, and touches nothing live.</summary>
    [Fact]
    public async Task A_scratch_target_holds_the_same_and_touches_nothing_live()
    {
        var (live, claim) = await ClaimedAsync();
        await using var openLive = live;
        await WriteAsync(live, claim, Write("a", null, "1"), Write("b", null, "1"));
        var request = new ScratchRequest("run-1", [Slice], []);
        var type = Type();
        var before = await FingerprintAsync(live);

        await using (var scratch = Value(await type.CreateScratchAsync(Binding, request, Cancellation)))
        {
            Assert.Equal(before, await FingerprintAsync(scratch));
            Assert.Equal(await ItemsAsync(live), await ItemsAsync(scratch));
            Assert.Null(Value(await scratch.ReadMarkerAsync(Cancellation)));
            var scratchClaim = Value(await scratch.ClaimAsync(new ClaimRequest("another-store", "run-1"), Cancellation));
            Assert.Equal(1, scratchClaim.Number);
            await WriteAsync(scratch, scratchClaim, Write("a", "1", "2"), Write("b", "1", null), Write("zz", null, "1"));
            Assert.Equal(Sorted(Item("a", "2"), Item("zz", "1")), await ItemsAsync(scratch));
        }

        Assert.Equal(before, await FingerprintAsync(live));
        Assert.Equal(new TargetMarker(Store, claim.Number, Run), Value(await live.ReadMarkerAsync(Cancellation)));

        await using (var again = Value(await type.CreateScratchAsync(Binding, request, Cancellation)))
        {
            Assert.Equal(before, await FingerprintAsync(again));
        }

        await type.DropScratchAsync(Binding, "run-1", Cancellation);
        await type.DropScratchAsync(Binding, "run-1", Cancellation);
        await type.DropScratchAsync(Binding, "never-was", Cancellation);
        Assert.False(ScratchExists("run-1"));
        Assert.Equal(before, await FingerprintAsync(live));
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(live, claim, Write("a", "1", "2"))));
    }

    /// <summary>The scratch target of a target that does not exist is empty and can be written; the live one is not made.</summary>
    [Fact]
    public async Task A_scratch_target_of_nothing_is_empty()
    {
        var type = Type();

        await using var scratch = Value(await type.CreateScratchAsync(Binding, new ScratchRequest("run-1", [Slice], []), Cancellation));

        Assert.Empty(await ItemsAsync(scratch));
        Assert.Equal(1, (await ClaimAsync(scratch)).Number);
        Assert.False(Exists());
    }

    /// <summary>Whether anything of a run's scratch target exists.</summary>
    protected abstract bool ScratchExists(string run);
}
