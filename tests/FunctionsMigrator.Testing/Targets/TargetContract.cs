using System.Text;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>
/// What every type of target promises for every kind of items that it holds (<see cref="ITarget"/>, <see cref="ITargetType"/>). A test class per type and kind
/// derives this class; it adds the facts that are the type's alone.
/// </summary>
public abstract partial class TargetContract : TargetFixture
{
    /// <summary>Names of items whose keys attack the order and the encoding; different on every target that holds the kind.</summary>
    protected virtual IReadOnlyList<string> Names { get; } =
    [
        "a", "A", "b", "aa", "a!", "a b", "a-b", "a.b", "a~b", "é", "\u00FF", "ÿa", "\u0800", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0001F600", "\U0010FFFF", "zz",
    ];

    /// <summary>Characters of a content that is large and that the type can still hold.</summary>
    protected virtual int LargeContent => 400_000;

    /// <summary>Whether the type tells when an item was written.</summary>
    protected virtual bool TellsWhenWritten => false;

    /// <summary>Definitions that cannot be reached, each for another reason.</summary>
    protected abstract IReadOnlyList<TargetBinding> Unreachable();

    /// <summary>The canonical key of an item.</summary>
    protected abstract string Key(string name);

    /// <summary>The canonical content of an item.</summary>
    protected abstract byte[] Content(string name, string value);

    /// <summary>Somebody else writes an item, or deletes it.</summary>
    protected abstract Task ChangeBehindAsync(string name, string? value);

    /// <summary>Every item of the slice by name and the value it was written with.</summary>
    protected async Task<IReadOnlyList<(string Key, string Content)>> ItemsAsync(ITarget target) => await ReadAllAsync(target, Slice);

    /// <summary>A write with a change id of its own: from one value (null: none) to another (null: delete).</summary>
    protected ItemWrite Write(string name, string? from, string? to, bool intended = false)
    {
        var content = to is null ? null : Content(name, to);
        return new ItemWrite(
            NextChange(),
            Key(name),
            from is null ? null : Digest.Of(Content(name, from)),
            content is null ? null : Digest.Of(content),
            content is null ? null : ItemContent.Of(content),
            intended);
    }

    /// <summary>Writes a batch that must succeed.</summary>
    protected async Task<IReadOnlyList<WriteResult>> WriteAsync(ITarget target, Claim claim, params IReadOnlyList<ItemWrite> batch)
    {
        var results = Value(await target.WriteAsync(claim, Slice, batch, Cancellation));
        Assert.Equal(batch.Select(write => write.ChangeId), results.Select(result => result.ChangeId));
        return results;
    }

    private (string Key, string Content) Item(string name, string value) => (Key(name), Encoding.UTF8.GetString(Content(name, value)));

    private static IEnumerable<(string Key, string Content)> Sorted(params IReadOnlyList<(string Key, string Content)> items) =>
        items.OrderBy(item => item.Key, Utf8Order.Instance);

    private static IEnumerable<WriteStatus> Statuses(IEnumerable<WriteResult> results) => results.Select(result => result.Status);

    /// <summary>Opening for reading never makes anything, and a target that does not exist holds nothing.</summary>
    [Fact]
    public async Task Opening_for_reading_creates_nothing()
    {
        await using var target = await OpenAsync(TargetAccess.Plan);

        Assert.Null(Value(await target.ReadMarkerAsync(Cancellation)));
        Assert.Empty(await ItemsAsync(target));
        Assert.Equal([null, null], await target.ReadManyAsync(Slice, [Key("a"), Key("b")], Cancellation));
        Assert.Empty(await target.ReadHistoryAsync(Slice.Resource, Cancellation));
        Value(await target.FingerprintAsync(new FingerprintScope([Slice], []), Cancellation));
        Assert.False(Exists());
    }

    /// <summary>The first claim makes the target and its marker.</summary>
    [Fact]
    public async Task The_first_claim_makes_the_target()
    {
        await using var target = await OpenAsync();
        Assert.False(Exists());

        var claim = await ClaimAsync(target);

        Assert.True(Exists());
        Assert.Equal(new Claim(Store, Run, 1), claim);
        Assert.Equal(new TargetMarker(Store, 1, Run), Value(await target.ReadMarkerAsync(Cancellation)));
    }

    /// <summary>Two executions of one step get different numbers, the later one the higher.</summary>
    [Fact]
    public async Task Claims_strictly_increase()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();

        Assert.Equal(1, (await ClaimAsync(first)).Number);
        Assert.Equal(2, (await ClaimAsync(second)).Number);
        Assert.Equal(3, (await ClaimAsync(first, "another-run")).Number);
        Assert.Equal(new TargetMarker(Store, 3, "another-run"), Value(await second.ReadMarkerAsync(Cancellation)));
    }

    /// <summary>Claims that are raised at once are all different.</summary>
    [Fact]
    public async Task Claims_raised_at_once_are_all_different()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var target = await OpenAsync();
            return (await ClaimAsync(target)).Number;
        })));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], numbers.Order());
    }

    /// <summary>A marker of another store is refused, and nothing changes.</summary>
    [Fact]
    public async Task Another_store_is_refused()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var finding = Failure(TargetCodes.OtherStore, await target.ClaimAsync(new ClaimRequest("store-2", Run), Cancellation));

        Assert.Contains(Store, finding.Message, StringComparison.Ordinal);
        Assert.Equal(new TargetMarker(Store, 1, Run), Value(await target.ReadMarkerAsync(Cancellation)));
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(target, claim, Write("a", null, "1"))));
    }

    /// <summary>A take-over goes on counting, and leaves the former owner without rights.</summary>
    [Fact]
    public async Task A_take_over_leaves_the_former_owner_without_rights()
    {
        var (target, old) = await ClaimedAsync();
        await using var open = target;

        var taken = Value(await target.ClaimAsync(new ClaimRequest("store-2", "taking-over", TakeOver: true), Cancellation));

        Assert.Equal(new Claim("store-2", "taking-over", 2), taken);
        Failure(TargetCodes.ClaimLost, await target.WriteAsync(old, Slice, [Write("a", null, "1")], Cancellation));
        Failure(TargetCodes.OtherStore, await target.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(target, taken, Write("a", null, "1"))));
    }

    /// <summary>Items come in the order of their keys' UTF-8 bytes, also those that nobody manages.</summary>
    [Fact]
    public async Task Items_are_read_in_the_order_of_their_bytes_with_those_nobody_manages()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var unmanaged = Names.Where((_, i) => i % 3 == 0).ToList();
        foreach (var name in unmanaged)
        {
            await ChangeBehindAsync(name, "found");
        }

        await WriteAsync(target, claim, [.. Names.Except(unmanaged).Select(name => Write(name, null, "written"))]);

        var expected = Names.Select(name => Item(name, unmanaged.Contains(name) ? "found" : "written"))
            .OrderBy(item => Encoding.UTF8.GetBytes(item.Key), Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        Assert.Equal(expected, await ItemsAsync(target));
    }

    /// <summary>Named items are answered in the order asked, null where there is none.</summary>
    [Fact]
    public async Task Named_items_are_answered_in_the_order_asked()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"), Write("b", null, "2"));

        var items = await target.ReadManyAsync(Slice, [Key("zz"), Key("b"), Key("A"), Key("a"), Key("b")], Cancellation);

        Assert.Equal([null, Key("b"), null, Key("a"), Key("b")], items.Select(item => item?.Key));
        Assert.Equal(Digest.Of(Content("b", "2")), items[1]!.Checksum);
        Assert.Equal(Content("a", "1"), (await items[3]!.Content.ReadAsync(Cancellation)).ToArray());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => target.ReadManyAsync(Slice, [.. Enumerable.Repeat(Key("a"), 501)], Cancellation));
    }

    /// <summary>A type that knows when an item was written tells it of named items; another one says nothing.</summary>
    [Fact]
    public async Task Who_knows_when_an_item_was_written_tells_it()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"));

        var item = Assert.Single(await target.ReadManyAsync(Slice, [Key("a")], Cancellation));

        Assert.Equal(TellsWhenWritten, item!.Modified is not null);
    }

    /// <summary>Items are created, replaced and deleted.</summary>
    [Fact]
    public async Task Items_are_created_replaced_and_deleted()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], Statuses(await WriteAsync(target, claim, Write("a", null, "1"), Write("b", null, "2"))));
        Assert.Equal(Sorted(Item("a", "1"), Item("b", "2")), await ItemsAsync(target));

        var results = await WriteAsync(target, claim, Write("a", "1", "3"), Write("b", "2", null));
        Assert.Equal([new WriteResult(results[0].ChangeId, WriteStatus.Applied, Digest.Of(Content("a", "1")), claim.Number, Time.GetUtcNow())], results.Take(1));
        Assert.Equal(Sorted(Item("a", "3")), await ItemsAsync(target));
    }

    /// <summary>A write is made only where live is the pre-checksum; the rest of the batch is written.</summary>
    [Fact]
    public async Task A_write_whose_item_moved_writes_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"), Write("b", null, "1"), Write("aa", null, "1"));
        await ChangeBehindAsync("a", "moved");
        await ChangeBehindAsync("b", null);

        var results = await WriteAsync(
            target, claim, Write("a", "1", "2", intended: true), Write("aa", "1", "2"), Write("b", "1", "2"), Write("zz", null, "2"), Write("a b", "1", "2"));

        Assert.Equal([WriteStatus.Moved, WriteStatus.Applied, WriteStatus.Moved, WriteStatus.Applied, WriteStatus.Moved], Statuses(results));
        Assert.Equal([Digest.Of(Content("a", "moved")), Digest.Of(Content("aa", "1")), null, null, null], results.Select(result => result.Found));
        Assert.Equal(Sorted(Item("a", "moved"), Item("aa", "2"), Item("zz", "2")), await ItemsAsync(target));
        Assert.Equal([WriteStatus.Moved, WriteStatus.Moved], Statuses(await WriteAsync(target, claim, Write("a", null, "2"), Write("aa", "1", null))));
        Assert.Equal(Sorted(Item("a", "moved"), Item("aa", "2"), Item("zz", "2")), await ItemsAsync(target));
    }

    /// <summary>Called again with the same change ids it changes nothing and answers the same receipts, under a later claim too.</summary>
    [Fact]
    public async Task The_same_changes_again_answer_the_same_receipts()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await ChangeBehindAsync("b", "1");
        IReadOnlyList<ItemWrite> batch = [Write("a", null, "1"), Write("b", null, "1"), Write("aa", null, "1", intended: true)];
        await ChangeBehindAsync("aa", "1");
        var first = await WriteAsync(target, claim, batch);
        Assert.Equal([WriteStatus.Applied, WriteStatus.AlreadyPresent, WriteStatus.Recovered], Statuses(first));
        await ChangeBehindAsync("a", "changed since");
        await ChangeBehindAsync("aa", null);
        Time.Advance(TimeSpan.FromMinutes(1));

        await using var later = await OpenAsync();
        var again = await WriteAsync(later, await ClaimAsync(later), [.. batch.Select(write => write with { Intended = true })]);

        Assert.Equal(first, again);
        Assert.Equal(Sorted(Item("a", "changed since"), Item("b", "1")), await ItemsAsync(later));
    }

    /// <summary>Live is the post-checksum: ours where an intent stood, somebody else's where none did.</summary>
    [Fact]
    public async Task A_live_post_checksum_is_recovered_with_an_intent_and_already_present_without()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await ChangeBehindAsync("a", "2");
        await ChangeBehindAsync("b", "2");

        var results = await WriteAsync(
            target, claim, Write("a", "1", "2", intended: true), Write("b", "1", "2"), Write("aa", "1", null, intended: true), Write("zz", "1", null));

        Assert.Equal([WriteStatus.Recovered, WriteStatus.AlreadyPresent, WriteStatus.Recovered, WriteStatus.AlreadyPresent], Statuses(results));
        Assert.Equal(Sorted(Item("a", "2"), Item("b", "2")), await ItemsAsync(target));
    }

    /// <summary>A batch has at most 500 writes, and this many are written.</summary>
    [Fact]
    public async Task A_full_batch_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var names = Enumerable.Range(0, 500).Select(i => $"item-{i:D3}").ToList();

        await WriteAsync(target, claim, [.. names.Select(name => Write(name, null, "1"))]);
        var results = await WriteAsync(target, claim, [.. names.Select((name, i) => Write(name, "1", i % 2 == 0 ? "2" : null))]);

        Assert.All(results, result => Assert.Equal(WriteStatus.Applied, result.Status));
        Assert.Equal(Sorted([.. names.Where((_, i) => i % 2 == 0).Select(name => Item(name, "2"))]), await ItemsAsync(target));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => target.WriteAsync(claim, Slice, [.. Enumerable.Range(0, 501).Select(i => Write($"more-{i}", null, "1"))], Cancellation));
    }

    /// <summary>Large contents come back byte for byte.</summary>
    [Fact]
    public async Task Large_content_is_held()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var value = string.Concat(Enumerable.Range(0, LargeContent).Select(i => (char)('a' + (i % 26)))) + "ß😀";

        await WriteAsync(target, claim, Write("a", null, value), Write("b", null, "small"));

        Assert.Equal(Sorted(Item("a", value), Item("b", "small")), await ItemsAsync(target));
        Assert.Equal([WriteStatus.Applied], Statuses(await WriteAsync(target, claim, Write("a", value, "small"))));
    }

    /// <summary>A content that does not have its post-checksum is a broken assumption of the caller, and nothing is written.</summary>
    [Fact]
    public async Task Content_without_its_checksum_is_not_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var write = Write("a", null, "1");

        await Assert.ThrowsAnyAsync<Exception>(() => target.WriteAsync(claim, Slice, [write with { Post = Digest.Of("other") }], Cancellation));
        var streamed = ItemContent.Open(3, _ => Task.FromResult<Stream>(new MemoryStream(Content("a", "other"))));
        await Assert.ThrowsAnyAsync<Exception>(() => target.WriteAsync(claim, Slice, [write with { Content = streamed }], Cancellation));

        Assert.Empty(await ItemsAsync(target));
    }

    /// <summary>A resource of a kind that the type does not hold is refused.</summary>
    [Fact]
    public async Task A_kind_that_the_type_does_not_hold_is_refused()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var type = Type();
        foreach (var kind in Enum.GetValues<ResourceKind>().Where(kind => !type.Kinds.Contains(kind)))
        {
            var slice = new ResourceSlice("other", kind, "other", 0, new TableSlice("other", ["id"], ["id"]));
            var read = await Assert.ThrowsAsync<TargetException>(() => ReadAllAsync(target, slice));
            Assert.Equal(TargetCodes.KindNotHeld.Code, read.Finding.Code);
            var write = await Assert.ThrowsAsync<TargetException>(() => target.WriteAsync(claim, slice, [Write("a", null, "1")], Cancellation));
            Assert.Equal(TargetCodes.KindNotHeld.Code, write.Finding.Code);
        }
    }

    /// <summary>What cannot be reached is a finding with the target's address, whatever is asked of it.</summary>
    [Fact]
    public async Task What_cannot_be_reached_is_a_finding()
    {
        var bindings = Unreachable();
        Assert.NotEmpty(bindings);
        foreach (var binding in bindings)
        {
            var opened = await Type().OpenAsync(binding, TargetAccess.Apply, Cancellation);
            if (!opened.TryGet(out var target))
            {
                Reached(opened.Findings);
                continue;
            }

            await using var open = target;
            Reached((await target.ClaimAsync(new ClaimRequest(Store, Run), Cancellation)).Findings);
            Reached((await target.FingerprintAsync(new FingerprintScope([Slice], []), Cancellation)).Findings);
            Reached([(await Assert.ThrowsAsync<TargetException>(() => ReadAllAsync(target, Slice))).Finding]);
            Reached([(await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Slice, [Key("a")], Cancellation))).Finding]);

            void Reached(IReadOnlyList<Core.Findings.Finding> findings)
            {
                var finding = Assert.Single(findings);
                Assert.StartsWith("TGT0", finding.Code, StringComparison.Ordinal);
                Assert.Equal(binding.Address.ToString(), finding.Target);
            }
        }
    }

    /// <summary>A cancelled call ends with an <see cref="OperationCanceledException"/> and writes nothing.</summary>
    [Fact]
    public async Task A_cancelled_call_writes_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"));
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.WriteAsync(claim, Slice, [Write("a", "1", "2")], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.ClaimAsync(new ClaimRequest(Store, Run), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in target.ReadAsync(Slice, cancelled))
            {
            }
        });

        Assert.Equal(Sorted(Item("a", "1")), await ItemsAsync(target));
        Assert.Equal(claim.Number, Value(await target.ReadMarkerAsync(Cancellation))!.Claim);
    }
}
