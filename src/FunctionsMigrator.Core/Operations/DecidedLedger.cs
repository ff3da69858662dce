using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Writes a ledger that people have decided about. The former ledger and the decisions go through side by side, in the order of items: memory does not grow with either. Decisions that do not
/// fit into eight MiB are sorted in spill space.
/// </summary>
/// <param name="store">Where ledgers lie.</param>
public sealed class DecidedLedger(IStore store)
{
    /// <summary>Most items that are named.</summary>
    public const int Named = 1_000;

    private const long BufferBytes = 8 << 20;

    /// <summary>Writes it, named by its content; null where there is no decision. The former ledger stays as it is.</summary>
    /// <param name="former">The ledger so far; null at first contact.</param>
    /// <param name="decisions">What is decided, each item once and in any order; answers the same each time it is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<DecidedLines?> WriteAsync(string? former, Func<IAsyncEnumerable<LedgerDecision>> decisions, CancellationToken cancellation)
    {
        await using var sort = await ExternalSort.ReadAsync(() => decisions().Select(EntryOf), store.Spill, BufferBytes, cancellation);
        await using var decided = sort.EntriesAsync().GetAsyncEnumerator(cancellation);
        if (!await decided.MoveNextAsync())
        {
            return null;
        }

        await using var spilled = store.Spill.Create();
        var tally = new Tally();
        await StoreExtensions.WriteLinesAsync(spilled, MergeAsync(former, decided, tally, cancellation), cancellation);
        spilled.Position = 0;
        var name = $"ledger/{Convert.ToHexStringLower(await SHA256.HashDataAsync(spilled, cancellation))}";
        await store.Blobs.TryCreateAsync(
            BlobArea.Plans,
            name,
            async (target, token) =>
            {
                spilled.Position = 0;
                await spilled.CopyToAsync(target, token);
            },
            cancellation);
        return new DecidedLines(name, tally.Count, tally.First);
    }

    private async IAsyncEnumerable<LedgerEntry> MergeAsync(string? former, IAsyncEnumerator<SortEntry> decided, Tally tally, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var head = tally.Take(decided.Current);
        await foreach (var entry in former is null ? AsyncEnumerable.Empty<LedgerEntry>() : store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, former, cancellation))
        {
            var order = 1;
            while (head is not null && (order = entry.Item.CompareTo(head.Item)) >= 0)
            {
                if (head.Line is { } line)
                {
                    yield return line;
                }

                head = await decided.MoveNextAsync() ? tally.Take(decided.Current) : null;
                if (order == 0)
                {
                    break;
                }
            }

            if (order != 0)
            {
                yield return entry;
            }
        }

        while (head is not null)
        {
            if (head.Line is { } line)
            {
                yield return line;
            }

            head = await decided.MoveNextAsync() ? tally.Take(decided.Current) : null;
        }
    }

    // Collection, then key, parted by a byte that neither holds: the order of items.
    private static SortEntry EntryOf(LedgerDecision decision) =>
        new(Encoding.UTF8.GetBytes($"{decision.Item.Collection}\0{decision.Item.Key}"), JsonSerializer.SerializeToUtf8Bytes(decision, FmJson.Line), 0, 0);

    private sealed class Tally
    {
        private readonly List<ItemRef> _first = [];

        public int Count { get; private set; }

        public IReadOnlyList<ItemRef> First => _first;

        public LedgerDecision Take(SortEntry entry)
        {
            var decision = JsonSerializer.Deserialize<LedgerDecision>(entry.Content, FmJson.Line)!;
            Count++;
            if (_first.Count < Named)
            {
                _first.Add(decision.Item);
            }

            return decision;
        }
    }
}
