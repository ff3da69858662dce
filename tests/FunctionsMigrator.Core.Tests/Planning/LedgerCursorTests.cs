using System.Text;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Planning;

/// <summary>Going through a ledger, with lines that are read and lines that are passed over as they are written.</summary>
public sealed class LedgerCursorTests
{
    private const string Blob = "ledger/1";
    private static readonly ResourceSlice Rows = new("data", ResourceKind.ReferenceData, "rows:t", 0);
    private readonly InMemoryBlobStore _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_are_counted_once_whether_they_are_read_or_passed_over_and_lines_of_columns_are_not()
    {
        await StoreAsync([LedgerEntry.OfColumns("rows:t", "data", ["code"]), .. Enumerable.Range(0, 2_000).Select(i => Row($"{i:D4}")), Row("a", "settings") with { Resource = "other" }]);
        await using var ledger = new LedgerCursor(_blobs, Blob, Cancellation);
        await ledger.MoveAsync();
        await ledger.MoveAsync();

        for (var i = 0; i < 2_000; i++)
        {
            if (i % 3 == 0)
            {
                Assert.Equal($"{i:D4}", ledger.Head!.Item.Key);
            }

            if (i % 2 == 0)
            {
                await ledger.MoveAsync();
            }
            else
            {
                _ = ledger.TrySkip(Rows, Encoding.UTF8.GetBytes($"{i:D4}")) || await ledger.ReadOnAsync();
            }
        }

        Assert.Equal("other", ledger.Head!.Resource);
        await ledger.MoveAsync();
        Assert.Null(ledger.Head);
        Assert.Equal((2_000, 1), (ledger.Managed["data"], ledger.Managed["other"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_that_are_not_in_order_are_a_broken_promise_also_behind_a_line_that_was_passed_over(bool pass)
    {
        await StoreAsync(Row("b"), Row("a"));
        await using var ledger = new LedgerCursor(_blobs, Blob, Cancellation);
        await ledger.MoveAsync();
        if (pass)
        {
            Assert.True(ledger.TrySkip(Rows, "b"u8));
        }
        else
        {
            await ledger.MoveAsync();
        }

        Assert.Contains("came behind", Assert.Throws<InvalidOperationException>(() => ledger.Head).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_none_is_damage_of_the_store()
    {
        await _blobs.TryCreateAsync(BlobArea.Plans, Blob, (stream, token) => stream.WriteAsync("{\"item\":1}\n"u8.ToArray(), token).AsTask(), Cancellation);
        await using var ledger = new LedgerCursor(_blobs, Blob, Cancellation);
        await ledger.MoveAsync();

        Assert.Equal("STO003", Assert.Throws<StoreException>(() => ledger.Head).Finding.Code);
    }

    [Fact]
    public async Task Without_a_ledger_there_are_no_lines()
    {
        await using var ledger = new LedgerCursor(_blobs, null, Cancellation);
        await ledger.MoveAsync();

        Assert.Equal((false, null, 0), (ledger.HasLine, ledger.Head, ledger.Managed.Count));
    }

    private static LedgerEntry Row(string key, string collection = "rows:t") => new(new ItemRef(collection, key), "data", ResourceKind.ReferenceData, Digest.Of(key));

    private Task<bool> StoreAsync(params LedgerEntry[] lines) => _blobs.TryCreateLinesAsync(BlobArea.Plans, Blob, lines.ToAsyncEnumerable(), Cancellation);
}
