using CsCheck;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Planning;

/// <summary>Decisions of people in a ledger.</summary>
public sealed class DecidedLedgerTests
{
    private static readonly string[] Collections = ["rows:a", "rows:aa", "settings", "documents"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_replaces_the_line_of_its_item_or_takes_it_out_and_every_other_line_stays()
    {
        var store = new InMemoryStore();
        await LedgerAsync(store, "former", [Line("b"), Line("c"), Line("e")]);

        var decided = await WriteAsync(store, "former", [Decision("c", 2), Decision("a", 2), new LedgerDecision(Item("e"), null), Decision("f", 2)]);

        Assert.Equal([Line("a", 2), Line("b"), Line("c", 2), Line("f", 2)], await ReadAsync(store, decided!.Blob));
        Assert.Equal((4, "a c e f"), (decided.Count, string.Join(' ', decided.First.Select(item => item.Key))));
        Assert.Equal([Line("b"), Line("c"), Line("e")], await ReadAsync(store, "former"));
    }

    [Fact]
    public async Task The_first_line_of_a_table_stays_the_first_of_its_rows()
    {
        var store = new InMemoryStore();
        var columns = LedgerEntry.OfColumns("settings", "checkout", ["code"]);
        await LedgerAsync(store, "former", [columns, Line("b")]);

        var decided = await WriteAsync(store, "former", [Decision("a", 2)]);

        Assert.Equal(["", "a", "b"], (await ReadAsync(store, decided!.Blob)).Select(line => line.Item.Key));
    }

    [Fact]
    public async Task Without_a_decision_nothing_is_written()
    {
        var store = new InMemoryStore();
        await LedgerAsync(store, "former", [Line("b")]);

        Assert.Null(await WriteAsync(store, "former", []));

        Assert.Equal(["former"], await store.Blobs.ListAsync(BlobArea.Plans, "", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task At_first_contact_the_decisions_are_the_ledger()
    {
        var store = new InMemoryStore();

        var decided = await WriteAsync(store, null, [Decision("b", 1), Decision("a", 1), new LedgerDecision(Item("c"), null)]);

        Assert.Equal([Line("a"), Line("b")], await ReadAsync(store, decided!.Blob));
    }

    [Fact]
    public async Task Whatever_is_decided_the_ledger_is_that_of_a_dictionary_and_in_order()
    {
        var item = Gen.Select(Gen.Int[0, 3], Gen.String[Gen.Char["ab\u00ff\uffff/\"z"], 0, 4]).Select((collection, key) => new ItemRef(Collections[collection], key));
        await Gen.Select(item.Array[0, 20], item.Array[1, 20], Gen.Int[0, 2]).SampleAsync(async (held, named, every) =>
        {
            var store = new InMemoryStore();
            var former = held.Distinct().Order().Select(one => Line(one, 1)).ToList();
            await LedgerAsync(store, "former", former);
            var decisions = named.Distinct().Select((one, number) => new LedgerDecision(one, number % 3 == every ? null : Line(one, 2))).ToList();
            var expected = former.ToDictionary(line => line.Item, line => (LedgerEntry?)line);
            foreach (var decision in decisions)
            {
                expected[decision.Item] = decision.Line;
            }

            var decided = await WriteAsync(store, "former", decisions);

            Assert.Equal(expected.Values.OfType<LedgerEntry>().OrderBy(line => line.Item), await ReadAsync(store, decided!.Blob));
            Assert.Equal(decisions.Count, decided.Count);
        }, iter: 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_many_rows_there_are_few_of_them_are_in_memory_at_once(bool backwards)
    {
        const int Rows = 200_000;
        var store = new CountingStore(Rows, Line);
        var numbers = Enumerable.Range(0, Rows).Where(number => number % 2 == 0);

        var decided = await new DecidedLedger(store).WriteAsync(
            "former", () => (backwards ? numbers.Reverse() : numbers).ToAsyncEnumerable().Select(number => Decision($"{number:D8}", 2)), Cancellation);

        Assert.Equal((Rows / 2, DecidedLedger.Named), (decided!.Count, decided.First.Count));
        Assert.InRange(store.MostHeld, 1, 1 << 20);
        Assert.Equal(backwards, store.Spills > 1);
        Assert.True(store.Written > 20 << 20);
    }

    private static ItemRef Item(string key) => new("settings", key);

    private static LedgerEntry Line(string key) => Line(key, 1);

    private static LedgerEntry Line(string key, int value) => Line(Item(key), value);

    private static LedgerEntry Line(ItemRef item, int value) => new(item, "checkout", ResourceKind.Settings, Digest.Of($"{value}"));

    private static LedgerDecision Decision(string key, int value) => new(Item(key), Line(key, value));

    private static Task<DecidedLines?> WriteAsync(InMemoryStore store, string? former, IReadOnlyList<LedgerDecision> decisions) =>
        new DecidedLedger(store).WriteAsync(former, () => decisions.ToAsyncEnumerable(), Cancellation);

    private static Task<bool> LedgerAsync(InMemoryStore store, string name, IEnumerable<LedgerEntry> lines) => store.Blobs.TryCreateLinesAsync(BlobArea.Plans, name, lines.ToAsyncEnumerable(), Cancellation);

    private static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(InMemoryStore store, string name) => await store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, name, Cancellation).ToListAsync(Cancellation);

    /// <summary>A store with one ledger that is made while it is read. It counts bytes that were read of it and not yet written to spill space.</summary>
    private sealed class CountingStore(int rows, Func<string, LedgerEntry> line) : IStore, IBlobStore, ISpillSpace
    {
        public string Id => "counting";

        public IBlobStore Blobs => this;

        public IRecordStore Records => throw new NotSupportedException();

        public ISpillSpace Spill => this;

        public StoreKeys Keys => throw new NotSupportedException();

        public long MostHeld { get; private set; }

        public long Written { get; private set; }

        public int Spills { get; private set; }

        public Stream Create()
        {
            Spills++;
            return new Counted(Path.GetTempFileName(), this);
        }

        public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation) => Task.FromResult<Stream?>(new Made(this, rows, line));

        public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
        {
            await write(Stream.Null, cancellation);
            return true;
        }

        public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation) => Task.FromResult(true);

        public IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, CancellationToken cancellation) => AsyncEnumerable.Empty<string>();

        public Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation) => Task.FromResult(false);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        /// <summary>Lines, made as they are read.</summary>
        private sealed class Made(CountingStore store, int rows, Func<string, LedgerEntry> line) : MemoryStream
        {
            private readonly long _before = store.Written;
            private long _read;
            private int _row;

            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                if (Position == Length && _row < rows)
                {
                    SetLength(0);
                    for (var end = Math.Min(_row + 100, rows); _row < end; _row++)
                    {
                        Write([.. System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(line($"{_row:D8}"), FmJson.Line), (byte)'\n']);
                    }

                    Position = 0;
                }

                var count = Read(buffer.Span);
                _read += count;
                store.MostHeld = Math.Max(store.MostHeld, _read - (store.Written - _before));
                return ValueTask.FromResult(count);
            }
        }

        private sealed class Counted(string path, CountingStore store) : FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose)
        {
            public override void Write(byte[] buffer, int offset, int count)
            {
                store.Written += count;
                base.Write(buffer, offset, count);
            }

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                store.Written += buffer.Length;
                base.Write(buffer);
            }

            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                store.Written += buffer.Length;
                return base.WriteAsync(buffer, cancellationToken);
            }
        }
    }
}
