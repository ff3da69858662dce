using System.Globalization;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores.Records;

/// <summary>
/// The log of one run, read as far as somebody looked. Its entries are records with consecutive numbers that are created once: of two writers of one number exactly one
/// wins, and the other then sees what stands there. A lease is an entry too, so once it stands, a writer under an older lease finds the number it wants taken and the
/// newer fence in front of it, and never writes again: no clock and no transaction over several records is needed for that.
/// </summary>
internal sealed class RunLog(IRecordStore records, string root)
{
    /// <summary>Characters of an entry that still are one record, and of its pieces when they are not; in a piece, escaping may make six of one.</summary>
    private const int Longest = 28_000;
    private const int Piece = 4_000;

    private readonly Dictionary<string, Entry> _instances = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>One writer of this process at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Fence of the last lease in the log.</summary>
    public long Fence { get; private set; }

    /// <summary>Whether the run exists.</summary>
    public bool Exists => _next > 0;

    /// <summary>When the run ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt => _instances.GetValueOrDefault(root) is { Instance.Ended: true } run ? run.Facts[^1].At : null;

    /// <summary>The instances of the run.</summary>
    public IEnumerable<string> Instances => _instances.Keys;

    /// <summary>Partition of a run's log.</summary>
    public static string Partition(string root) => $"engine-log/{root}";

    /// <summary>Partition of what does not fit into a run's log.</summary>
    public static string PartsPartition(string root) => $"engine-parts/{root}";

    /// <summary>How an instance stands, with its facts and the rings that were used up.</summary>
    public (StoredInstance Instance, IReadOnlyList<Fact> Facts, long Heard)? Find(string instance) =>
        _instances.TryGetValue(instance, out var entry) ? (entry.Instance, entry.Facts, entry.Heard) : null;

    /// <summary>Reads what others have written since.</summary>
    public async Task ReadOnAsync(CancellationToken cancellation)
    {
        if (_next == 0)
        {
            await foreach (var stored in records.ListAsync(Partition(root), "", cancellation))
            {
                // A listing may be older than the newest entries, but it never leaves one out in the middle.
                if (stored.Key == Key(_next))
                {
                    await FoldAsync(stored.Read<LogEntry>(), cancellation);
                }
            }
        }

        while (await records.GetAsync(Partition(root), Key(_next), cancellation) is { } stored)
        {
            await FoldAsync(stored.Read<LogEntry>(), cancellation);
        }
    }

    /// <summary>Writes the entry behind all that were read. False: somebody else wrote there, which is read now.</summary>
    public async Task<bool> TryAppendAsync(LogEntry entry, CancellationToken cancellation)
    {
        var written = await records.TryCreateAsync(Partition(root), Key(_next), await PartedAsync(entry, cancellation), cancellation) is not null;
        if (!written)
        {
            // An answer that got lost on the way, and a client that asked again, look like another writer.
            written = await records.GetAsync(Partition(root), Key(_next), cancellation) is { } stored && stored.Read<LogEntry>().Token == entry.Token;
        }

        if (written)
        {
            Fold(entry);
            return true;
        }

        await ReadOnAsync(cancellation);
        return false;
    }

    private static string Key(int number) => number.ToString("D9", CultureInfo.InvariantCulture);

    private static string Key(string token, int part) => $"{token}-{part.ToString("D6", CultureInfo.InvariantCulture)}";

    private async Task<LogEntry> PartedAsync(LogEntry entry, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(entry, FmJson.Line);
        if (text.Length <= Longest)
        {
            return entry;
        }

        var pieces = Pieces(text).ToList();
        for (var part = 0; part < pieces.Count; part++)
        {
            await records.TryCreateAsync(PartsPartition(root), Key(entry.Token, part), pieces[part], cancellation);
        }

        return new LogEntry(entry.Token, entry.Fence, Parts: pieces.Count);
    }

    // A pair of surrogates stays in one piece: half of one is no text.
    private static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + Piece);
            end -= end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }

    private async Task FoldAsync(LogEntry entry, CancellationToken cancellation)
    {
        if (entry.Parts > 0)
        {
            var text = new StringBuilder();
            for (var part = 0; part < entry.Parts; part++)
            {
                var stored = await records.GetAsync(PartsPartition(root), Key(entry.Token, part), cancellation)
                    ?? throw new InvalidOperationException($"Entry {_next} of run {root} lacks part {part} of {entry.Parts}.");
                text.Append(stored.Read<string>());
            }

            entry = JsonSerializer.Deserialize<LogEntry>(text.ToString(), FmJson.Line)!;
        }

        Fold(entry);
    }

    private void Fold(LogEntry entry)
    {
        _next++;
        Fence = entry.Fence;
        if (entry.Instance is not { } id)
        {
            return;
        }

        var before = _instances.GetValueOrDefault(id);
        if (entry.Facts is not { } facts)
        {
            before!.Instance = before.Instance with { State = entry.Problem is null ? InstanceState.Running : InstanceState.Diverged, Problem = entry.Problem };
            return;
        }

        var after = StoredInstance.After(before?.Instance, new Append(id, facts, entry.Status));
        before ??= _instances[id] = new Entry(after);
        before.Instance = after;
        before.Facts.AddRange(facts);
        before.Heard = entry.Heard ?? before.Heard;
    }

    private sealed class Entry(StoredInstance instance)
    {
        public StoredInstance Instance { get; set; } = instance;

        public List<Fact> Facts { get; } = [];

        public long Heard { get; set; }
    }
}
