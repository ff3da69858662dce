using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>Rows come in the order of their keys, whatever their number, with a bounded buffer.</summary>
public sealed class RowOrderTests
{
    [Fact]
    public async Task Two_hundred_thousand_rows_are_sorted_with_a_small_buffer()
    {
        const int Rows = 200_000;
        const long Buffer = 256 * 1024;

        // 7919 is prime to the number of rows: every number comes once, in a wild order.
        var tree = new GeneratedTree("metadata/r.csv", "code,name\n", Rows, i => $"{i * 7919L % Rows:D6},\"row, {i}\"\n");
        var spill = new CountingSpillSpace();

        var keys = await KeysAsync(tree, spill, Buffer);

        Assert.Equal(Rows, keys.Count);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"[\"{i:D6}\"]"), keys);
        Assert.InRange(spill.Created, 100, 300);

        // A run is what the buffer held, without what an entry costs in memory beyond its bytes; merged runs are longer.
        Assert.InRange(spill.Lengths.Take(64).Max(), Buffer / 3, Buffer);
        Assert.Equal(0, spill.Open);
        Assert.Equal(1, tree.Opened(ofItems: true));
    }

    [Fact]
    public async Task Rows_in_order_pass_through_without_spilling()
    {
        const int Rows = 50_000;
        var tree = new GeneratedTree("metadata/r.csv", "code,name\n", Rows, i => $"{i:D6},x\n");
        var spill = new CountingSpillSpace();

        var keys = await KeysAsync(tree, spill, 64 * 1024);

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"[\"{i:D6}\"]"), keys);
        Assert.Equal(0, spill.Created);
        Assert.Equal(2, tree.Opened(ofItems: true));
    }

    [Fact]
    public async Task Rows_that_lose_their_order_late_are_sorted_too()
    {
        const int Rows = 20_000;
        var tree = new GeneratedTree("metadata/r.csv", "code,name\n", Rows, i => $"{(i == Rows - 1 ? -1 : i) + 1:D6},x\n");
        var spill = new CountingSpillSpace();

        var keys = await KeysAsync(tree, spill, 64 * 1024);

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"[\"{i:D6}\"]"), keys);
        Assert.True(spill.Created > 1);
        Assert.Equal(0, spill.Open);
    }

    [Fact]
    public async Task What_fits_is_sorted_in_memory()
    {
        var spill = new CountingSpillSpace();

        await KeysAsync(new GeneratedTree("metadata/r.csv", "code,name\n", 1_000, i => $"{1000 - i},x\n"), spill, 1 << 20);

        Assert.Equal(0, spill.Created);
    }

    [Fact]
    public async Task A_key_that_comes_twice_in_a_large_file_is_found()
    {
        var tree = new GeneratedTree("metadata/r.csv", "code,name\n", 20_000, i => $"{(i == 19_999 ? 5 : i) * 7919L % 20_000:D6},x\n");
        var repository = Repository(tree, new CountingSpillSpace(), 64 * 1024);

        Assert.Equal(["VAL135 metadata/r.csv:20001:1"], DesiredRepository.Found(await repository.ItemsAsync()));
    }

    [Fact]
    public Task Any_rows_are_in_the_order_of_their_UTF8_bytes() =>
        Gen.Select(Gen.Char["a\u00e9\uffee\"\\z"].Array[0, 3], Gen.OneOf(Gen.Const(""), Gen.Const("\ud83d\ude00"))).Select((units, end) => new string(units) + end)
            .Array[0, 400].SampleAsync(
                async codes =>
                {
                    string[] distinct = [.. codes.Select(code => code + "x").Distinct()];
                    var csv = "code,name\n" + string.Concat(distinct.Select(code => CsvText.Record([code, new string('n', 50)])));
                    var spill = new CountingSpillSpace();

                    var keys = await KeysAsync(new MemoryTree(("metadata/r.csv", csv)), spill, 4096);

                    Assert.Equal(distinct.Select(code => RowJson.Key(code)).OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right))), keys);
                    Assert.Equal(0, spill.Open);
                },
                iter: 50);

    private static async Task<List<string>> KeysAsync(ISourceTree tree, ISpillSpace spill, long buffer)
    {
        var items = await Repository(tree, spill, buffer).ItemsAsync();
        Assert.True(items.Succeeded, string.Join("\n", items.Findings));
        return [.. items.Value.Select(item => item.Key)];
    }

    private static DesiredRepository Repository(ISourceTree tree, ISpillSpace spill, long buffer) => new(
        tree, new ReferenceDataDocument { Name = "r", Target = "db", Place = DesiredRepository.Document, Table = "rates", Key = ["code"], File = "r.csv" })
    {
        Spill = spill,
        Options = new DesiredStateOptions { SortBufferBytes = buffer },
    };

    /// <summary>Counts what is spilled and what is still held.</summary>
    private sealed class CountingSpillSpace : ISpillSpace
    {
        public List<long> Lengths { get; } = [];

        public int Created { get; private set; }

        public int Open { get; private set; }

        public Stream Create()
        {
            Created++;
            Open++;
            return new Counted(this);
        }

        private sealed class Counted(CountingSpillSpace space) : MemoryStream
        {
            private bool _closed;

            protected override void Dispose(bool disposing)
            {
                if (!_closed)
                {
                    _closed = true;
                    space.Lengths.Add(Length);
                    space.Open--;
                }

                base.Dispose(disposing);
            }
        }
    }

    /// <summary>One file that is made while it is read.</summary>
    private sealed class GeneratedTree(string path, string header, int rows, Func<int, string> row) : ISourceTree
    {
        private readonly List<Generated> _opened = [];

        public IReadOnlyList<SourceFile> Files => [new SourceFile(path, 1)];

        /// <summary>How often it was read to its end, which the look at its header does not do.</summary>
        public int Opened(bool ofItems) => _opened.Count(stream => stream.Ended == ofItems);

        public Task<Stream> OpenAsync(string path, CancellationToken cancellation)
        {
            _opened.Add(new Generated(header, rows, row));
            return Task.FromResult<Stream>(_opened[^1]);
        }

        private sealed class Generated(string header, int rows, Func<int, string> row) : MemoryStream
        {
            private int _next;
            private byte[] _ahead = Encoding.UTF8.GetBytes(header);

            public bool Ended { get; private set; }

            public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Fill(buffer.Span));

            private int Fill(Span<byte> buffer)
            {
                var filled = 0;
                while (filled < buffer.Length)
                {
                    if (_ahead.Length == 0)
                    {
                        if (_next == rows)
                        {
                            Ended = true;
                            break;
                        }

                        _ahead = Encoding.UTF8.GetBytes(row(_next++));
                    }

                    var taken = Math.Min(_ahead.Length, buffer.Length - filled);
                    _ahead.AsSpan(0, taken).CopyTo(buffer[filled..]);
                    _ahead = _ahead[taken..];
                    filled += taken;
                }

                return filled;
            }
        }
    }
}
