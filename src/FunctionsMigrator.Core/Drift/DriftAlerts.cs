using System.Globalization;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// What people are to be told of drift and were not yet. Whoever sends takes an alert out once it is sent, so a host that dies in between sends it again. The newest hundred of an
/// environment are kept.
/// </summary>
public sealed class DriftAlerts(IRecordStore records)
{
    private const int Kept = 100;
    private const int MostAbout = 600;

    /// <summary>The alerts of all environments, each environment's oldest first.</summary>
    public async IAsyncEnumerable<DriftAlert> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(RunPartitions.DriftAlerts, "", cancellation))
        {
            yield return stored.Read<DriftAlert>();
        }
    }

    /// <summary>Takes an alert out; false where somebody else did.</summary>
    public async Task<bool> TakeAsync(DriftAlert alert, CancellationToken cancellation) =>
        await records.GetAsync(RunPartitions.DriftAlerts, alert.Key, cancellation) is { } stored
        && await records.TryDeleteAsync(RunPartitions.DriftAlerts, alert.Key, stored.ETag, cancellation);

    /// <summary>Stores an alert about those of the items that no alert is about yet.</summary>
    internal async Task AddAsync(DriftRecord found, bool grew, IReadOnlyList<DriftedItem> untold, CancellationToken cancellation)
    {
        var all = new List<StoredRecord>();
        await foreach (var stored in records.ListAsync(RunPartitions.DriftAlerts, $"{found.Environment}/", cancellation))
        {
            all.Add(stored);
        }

        var told = all.SelectMany(stored => stored.Read<DriftAlert>().About).ToHashSet(StringComparer.Ordinal);
        var fresh = untold.Where(item => !told.Contains(About(item))).OrderBy(item => item.Id, StringComparer.Ordinal).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        IReadOnlyList<string> about = [.. fresh.Take(MostAbout).Select(About)];
        var key = string.Create(CultureInfo.InvariantCulture, $"{found.Environment}/{found.At.UtcDateTime:yyyyMMddHHmmssfff}-{Digest.Of(string.Join('\n', about)).Short}");
        IReadOnlyList<string> items = [.. fresh.Take(10).Select(item => new DriftPlace(item.Address, item.Item).ToString()).Select(text => text.Length > 300 ? text[..300] + "..." : text)];
        await records.TryCreateAsync(
            RunPartitions.DriftAlerts, key, new DriftAlert(key, found.Environment, found.At, found.Run, grew, fresh.Count, found.Items, items) { About = about }, cancellation);
        foreach (var old in all.Take(Math.Max(0, all.Count + 1 - Kept)))
        {
            await records.TryDeleteAsync(RunPartitions.DriftAlerts, old.Key, old.ETag, cancellation);
        }
    }

    // What somebody accepted and is open again is another matter than before, also with the same value.
    private static string About(DriftedItem item) =>
        $"{item.Id}{(item.Decision is null ? "" : "d")}{(item.Decision?.At ?? item.FirstSeen).ToUnixTimeMilliseconds():x}{(item.Live is { } live ? live.Hex[..6] : "none")}";
}
