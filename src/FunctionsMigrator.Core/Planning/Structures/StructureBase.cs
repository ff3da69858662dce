using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning.Structures;

/// <summary>
/// Keeps what the structure of a target with scripts should be: what it was when the last run that ran some had ended. No text says it, since scripts alone make it.
/// </summary>
/// <param name="blobs">Where it is kept.</param>
public sealed class StructureBase(IBlobStore blobs)
{
    /// <summary>
    /// Takes the structure as it is for what it should be. Things that are kept until a time stay drift that is kept, as long as they stand still. Null for targets without scripts.
    /// Throws <see cref="TargetException"/> when the target cannot be read.
    /// </summary>
    /// <param name="target">The target, which nobody else changes meanwhile.</param>
    /// <param name="slices">Its resources.</param>
    /// <param name="former">What it should have been so far; null: nobody knows.</param>
    /// <param name="open">Things about whose drift nobody has decided yet, with the checksum that was live: as long as they stand still they stay drift.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<StructurePointer?> TakeAsync(
        ITarget target, IReadOnlyList<ResourceSlice> slices, StructurePointer? former, IReadOnlyDictionary<string, Digest?> open, CancellationToken cancellation)
    {
        // First: a script that runs in between makes the history another one.
        if (await HistoryAsync(target, slices, cancellation) is not { } history || await LiveAsync(target, cancellation) is not { } live)
        {
            return null;
        }

        var now = live.ToDictionary(thing => thing.Name, StringComparer.Ordinal);
        var stay = open.Where(thing => former is not null && now.GetValueOrDefault(thing.Key)?.Checksum == thing.Value).Select(thing => thing.Key).ToHashSet(StringComparer.Ordinal);
        var kept = (await ReadAsync(former, cancellation))
            .Where(entry => stay.Contains(entry.Name) || (entry.Kept is { Until: not null } until && until.Live == now.GetValueOrDefault(entry.Name)?.Checksum)).ToList();
        var names = kept.Select(entry => entry.Name).Concat(stay).ToHashSet(StringComparer.Ordinal);
        return await WriteAsync(live.Where(thing => !names.Contains(thing.Name)).Select(StructureEntry.Of).Concat(kept), history, cancellation);
    }

    /// <summary>As <see cref="TakeAsync"/> where a script has run since, or failed; what should be stays what it was otherwise.</summary>
    public async Task<StructurePointer?> RenewAsync(
        ITarget target, IReadOnlyList<ResourceSlice> slices, StructurePointer? former, IReadOnlyDictionary<string, Digest?> open, CancellationToken cancellation) =>
        former is null || await HistoryAsync(target, slices, cancellation) == former.History ? former : await TakeAsync(target, slices, former, open, cancellation);

    /// <summary>Writes what is decided about some things: they are kept as they are.</summary>
    public async Task<StructurePointer> KeepAsync(StructurePointer former, IEnumerable<(ItemRef Item, LedgerOverride Kept)> decisions, CancellationToken cancellation)
    {
        var entries = (await ReadAsync(former, cancellation)).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var (item, kept) in decisions)
        {
            entries[item.Key] = (entries.GetValueOrDefault(item.Key) ?? new StructureEntry(item.Key, null, null)) with { Kept = kept };
        }

        return await WriteAsync(entries.Values, former.History, cancellation);
    }

    /// <summary>What should be; nothing where nobody knows.</summary>
    public async Task<IReadOnlyList<StructureEntry>> ReadAsync(StructurePointer? pointer, CancellationToken cancellation) =>
        pointer is null ? [] : await blobs.ReadLinesAsync<StructureEntry>(BlobArea.Plans, pointer.Blob, cancellation).ToListAsync(cancellation);

    /// <summary>
    /// What differs on a target; null where nobody can say what should be. Throws <see cref="TargetException"/> when the target cannot be read.
    /// </summary>
    public async Task<StructureFound?> CompareAsync(
        ITarget target, IReadOnlyList<ResourceSlice> slices, StructurePointer? pointer, DateTimeOffset at, CancellationToken cancellation) =>
        pointer is not null && await HistoryAsync(target, slices, cancellation) == pointer.History && await LiveAsync(target, cancellation) is { } live
            ? StructureComparison.Of(await ReadAsync(pointer, cancellation), live, at)
            : null;

    /// <summary>Whether the last row of a target's script histories says that a script failed: what it left is not what should be.</summary>
    public static async Task<bool> FailedAsync(ITarget target, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation)
    {
        foreach (var slice in WithScripts(slices))
        {
            if (Required(await target.ReadHistoryRowsAsync(slice.Resource, cancellation)) is [.., { Action: HistoryAction.Failure }])
            {
                return true;
            }
        }

        return false;
    }

    // Rows are never changed and never deleted, so their number and the last one stand for all of them. Those that no script ran for leave the structure as it is.
    private static async Task<Digest?> HistoryAsync(ITarget target, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation)
    {
        StringBuilder? text = null;
        foreach (var slice in WithScripts(slices))
        {
            IReadOnlyList<HistoryRow> rows =
            [
                .. Required(await target.ReadHistoryRowsAsync(slice.Resource, cancellation)).Where(row => row.Action is not (HistoryAction.Baseline or HistoryAction.Import or HistoryAction.Repair)),
            ];
            (text ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"{slice.Resource}\n{rows.Count}\n");
            if (rows is [.., var last])
            {
                text.Append(CultureInfo.InvariantCulture, $"{last.Key}\n{last.Action}\n{last.Checksum}\n{last.Run}\n{last.Fence}\n");
            }
        }

        return text is null ? null : Digest.Of(text.ToString());
    }

    private static IEnumerable<ResourceSlice> WithScripts(IReadOnlyList<ResourceSlice> slices) =>
        slices.Where(slice => slice.Kind is ResourceKind.SqlMigrations).OrderBy(slice => slice.Resource, StringComparer.Ordinal);

    private static async Task<IReadOnlyList<StructureObject>?> LiveAsync(ITarget target, CancellationToken cancellation)
    {
        var read = await target.ReadStructureAsync(cancellation);
        return !read.Succeeded && read.Findings[0].Code == TargetCodes.NoSql.Code ? null : Required(read);
    }

    private static T Required<T>(Findings.Outcome<T> outcome) => outcome.TryGet(out var value) ? value : throw new TargetException(outcome.Findings[0]);

    private async Task<StructurePointer> WriteAsync(IEnumerable<StructureEntry> entries, Digest history, CancellationToken cancellation)
    {
        var sorted = entries.OrderBy(entry => entry.Name, Utf8Order.Instance).ToList();
        var name = $"structure/{Digest.Of(System.Text.Json.JsonSerializer.Serialize(sorted, FmJson.Line))}";
        await blobs.TryCreateLinesAsync(BlobArea.Plans, name, sorted.ToAsyncEnumerable(), cancellation);
        return new StructurePointer(name, history);
    }
}
