using System.Text;
using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Tests.Planning;

/// <summary>Which lines of a ledger say that a row is as git wants it. A line that is taken for one is never read.</summary>
public sealed class SettledLineTests
{
    private static readonly ResourceSlice Slice = new("the \"data\"", ResourceKind.ReferenceData, "rows:t\u00e4", 0);
    private static readonly byte[] Content = "{\"code\":\"a\"}"u8.ToArray();

    [Fact]
    public void The_line_that_the_serializer_writes_is_one_whatever_the_key() => Gen.String.Where(text => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)).Sample(text =>
    {
        var key = RowJson.Key(text);
        var entry = new LedgerEntry(new ItemRef(Slice.Collection, key), Slice.Resource, Slice.Kind, Digest.Of(Content));

        Assert.True(new SettledLine(Slice).Is(Bytes(entry), Encoding.UTF8.GetBytes(key), Content));
    });

    public static TheoryData<LedgerEntry> Others
    {
        get
        {
            var settled = new LedgerEntry(new ItemRef(Slice.Collection, "[\"a\"]"), Slice.Resource, Slice.Kind, Digest.Of(Content));
            return
            [
                settled with { Item = new ItemRef("rows:other", "[\"a\"]") },
                settled with { Item = new ItemRef(Slice.Collection, "[\"b\"]") },
                settled with { Item = new ItemRef(Slice.Collection, "[\"aa\"]") },
                settled with { Resource = "other" },
                settled with { Kind = ResourceKind.Settings },
                settled with { Checksum = Digest.Of("other") },
                settled with { Override = new LedgerOverride(settled.Checksum, null, "ada", null, default) },
                settled with { Columns = ["code"] },
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_line_that_says_anything_else_is_none(LedgerEntry entry) => Assert.False(new SettledLine(Slice).Is(Bytes(entry), "[\"a\"]"u8, Content));

    [Fact]
    public void No_line_is_none() => Assert.False(new SettledLine(Slice).Is([], "[\"a\"]"u8, Content));

    private static byte[] Bytes(LedgerEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, FmJson.Line);
}
