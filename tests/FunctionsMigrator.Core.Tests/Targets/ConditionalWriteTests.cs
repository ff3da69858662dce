using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Tests.Targets;

public sealed class ConditionalWriteTests
{
    private static readonly Digest A = Digest.Of("a");
    private static readonly Digest B = Digest.Of("b");
    private static readonly Digest C = Digest.Of("c");

    [Fact]
    public void A_write_is_made_only_where_live_is_the_pre_checksum()
    {
        Assert.Equal(WriteStatus.Applied, ConditionalWrite.Decide(A, A, B, intended: false));
        Assert.Equal(WriteStatus.Applied, ConditionalWrite.Decide(null, null, B, intended: true));
        Assert.Equal(WriteStatus.Applied, ConditionalWrite.Decide(A, A, null, intended: false));
        Assert.Equal(WriteStatus.Moved, ConditionalWrite.Decide(C, A, B, intended: true));
        Assert.Equal(WriteStatus.Moved, ConditionalWrite.Decide(null, A, B, intended: true));
        Assert.Equal(WriteStatus.Moved, ConditionalWrite.Decide(C, null, B, intended: false));
    }

    [Fact]
    public void A_live_post_checksum_is_ours_only_with_an_intent()
    {
        Assert.Equal(WriteStatus.Recovered, ConditionalWrite.Decide(B, A, B, intended: true));
        Assert.Equal(WriteStatus.AlreadyPresent, ConditionalWrite.Decide(B, A, B, intended: false));
        Assert.Equal(WriteStatus.Recovered, ConditionalWrite.Decide(null, A, null, intended: true));
        Assert.Equal(WriteStatus.AlreadyPresent, ConditionalWrite.Decide(null, A, null, intended: false));
    }

    [Fact]
    public void A_batch_that_contradicts_itself_is_a_broken_assumption()
    {
        var write = new ItemWrite("1", "key", null, A, ItemContent.Of("a"u8.ToArray()), Intended: true);

        ConditionalWrite.Require([write]);
        Assert.Throws<ArgumentException>(() => ConditionalWrite.Require([write, write with { Key = "other" }]));
        Assert.Throws<ArgumentException>(() => ConditionalWrite.Require([write, write with { ChangeId = "2" }]));
        Assert.Throws<ArgumentException>(() => ConditionalWrite.Require([write with { Post = B }]));
        Assert.Throws<ArgumentException>(() => ConditionalWrite.Require([write with { Post = null }]));
        Assert.ThrowsAny<ArgumentException>(() => ConditionalWrite.Require([.. Enumerable.Range(0, 501).Select(i => write with { ChangeId = $"{i}", Key = $"{i}" })]));
    }
}
