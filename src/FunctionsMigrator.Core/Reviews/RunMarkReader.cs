using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>
/// Reads the moments of a run from its audit: many records at once, and each only once, since records never change. What it remembers of a few runs is only what it would read again.
/// </summary>
/// <param name="blobs">The store.</param>
internal sealed class RunMarkReader(IBlobStore blobs)
{
    /// <summary>Records of one run that are looked at: beyond it the timeline says that it is not whole.</summary>
    public const int Most = 20_000;

    private const int AtOnce = 64;
    private const int MostMarks = 1_000;
    private const int Remembered = 32;

    private static readonly FrozenSet<string> OfTargets = FrozenSet.ToFrozenSet(
        [
            AuditEvents.TargetIntent, AuditEvents.TargetApplied, AuditEvents.TargetFailed, AuditEvents.TargetRestored, AuditEvents.LedgerMoved, AuditEvents.Notified, AuditEvents.NotNotified,
            AuditEvents.CommitVerified, AuditEvents.Measured, AuditEvents.Sealed,
        ],
        StringComparer.Ordinal);

    private readonly BlobAuditSource _source = new(blobs);
    private readonly ConcurrentDictionary<string, RunMarks> _known = new(StringComparer.Ordinal);

    /// <summary>The moments so far.</summary>
    public async Task<RunMarks> ReadAsync(string run, CancellationToken cancellation)
    {
        var known = _known.GetValueOrDefault(run) ?? new RunMarks([], 0, Whole: true);
        var (marks, count) = (new List<RunMark>(known.Marks), known.Records);

        // One record first: of a run that did not move nothing more is read.
        for (var width = 1; count < Most; width = AtOnce)
        {
            var read = await Task.WhenAll(Enumerable.Range(count + 1, width).Select(ordinal => _source.ReadAsync(AuditNames.Of(run, ordinal), cancellation)));
            var found = read.TakeWhile(bytes => bytes is not null).Select(bytes => AuditFormat.Read<AuditRecord>(bytes!)).ToList();
            marks.AddRange(found.OfType<AuditRecord>().Where(record => !OfTargets.Contains(record.Event)).Select(Mark));
            count += found.Count;
            if (found.Count < width)
            {
                break;
            }
        }

        var all = new RunMarks(marks.Count > MostMarks ? marks[..MostMarks] : marks, count, count < Most && marks.Count <= MostMarks);
        if (_known.Count >= Remembered)
        {
            _known.Clear();
        }

        return _known[run] = all;
    }

    private static RunMark Mark(AuditRecord record) => new(
        record.Event,
        record.At,
        record.Actor,
        int.TryParse(record.Details?.GetValueOrDefault(AuditDetails.Wave), NumberStyles.None, CultureInfo.InvariantCulture, out var wave) ? wave : null,
        record.Details ?? FrozenDictionary<string, string>.Empty);
}
