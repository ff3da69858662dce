using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>What stood on a target before the first write.</summary>
/// <param name="Moved">Items that are no longer what the plan was made from, at most 20. When there are any, nothing may be written.</param>
/// <param name="Before">Second checksum of exact restoration; null when items moved.</param>
public sealed record CaptureResult(IReadOnlyList<ItemRef> Moved, Fingerprint? Before);

/// <summary>Checks that every touched item still is what the plan was made from, and keeps what is there.</summary>
public static class Capture
{
    private const int Named = 20;

    /// <summary>Takes the before-images of all changes of the plan and the fingerprint of what they touch. Reads only the target; writes only the journal.</summary>
    public static async Task<Outcome<CaptureResult>> TakeAsync(TargetWork work, IAsyncEnumerable<Change> lines, CancellationToken cancellation)
    {
        var moved = new List<ItemRef>();
        var reader = new LiveReader(work.Target, ahead: true);
        var history = new ScriptHistory(work.Target);
        await foreach (var batch in PlanBatches.CutAsync(work.Plan, lines, 0, int.MaxValue, cancellation))
        {
            var slice = work.Slice(batch.Section.Resource);
            var images = batch.Section.Kind is ResourceKind.SqlMigrations
                ? await ScriptsAsync(history, batch, moved, cancellation)
                : await ItemsAsync(work, reader, slice, batch, moved, cancellation);
            if (moved.Count == 0)
            {
                await work.Journal.SaveBeforeImagesAsync(batch.First, images.ToAsyncEnumerable(), cancellation);
            }
        }

        if (moved.Count > 0)
        {
            return Outcome.Of(new CaptureResult([.. moved.Take(Named)], null));
        }

        var fingerprint = await work.Target.FingerprintAsync(await ScopeAsync(work, cancellation), cancellation);
        return fingerprint.TryGet(out var before) ? Outcome.Of(new CaptureResult([], before)) : fingerprint.As<CaptureResult>();
    }

    /// <summary>What exact restoration of this plan is judged by: the collections it changes, as far as they exist now, and the tables its scripts touch.</summary>
    public static async Task<FingerprintScope> ScopeAsync(TargetWork work, CancellationToken cancellation)
    {
        var reader = new LiveReader(work.Target);
        var slices = new List<ResourceSlice>();
        foreach (var slice in work.Slices.Where(slice => slice.Kind is not ResourceKind.SqlMigrations && work.Plan.Sections.Any(section => section.Resource == slice.Resource && section.Writes > 0)))
        {
            slices.Add((await reader.NarrowAsync(slice, cancellation)).Slice);
        }

        return new FingerprintScope(slices, work.Plan.Touched);
    }

    private static async Task<IReadOnlyList<BeforeImage>> ItemsAsync(
        TargetWork work, LiveReader reader, ResourceSlice slice, PlanBatch batch, List<ItemRef> moved, CancellationToken cancellation)
    {
        var images = new List<BeforeImage>(batch.Changes.Count);
        var live = await reader.ReadManyAsync(slice, [.. batch.Changes.Select(change => change.Item.Key)], cancellation);
        for (var i = 0; i < batch.Changes.Count; i++)
        {
            if (live[i]?.Checksum != batch.Changes[i].Pre)
            {
                moved.Add(batch.Changes[i].Item);
                continue;
            }

            images.Add(new BeforeImage(batch.Changes[i].Id, live[i] is { } item ? AsCompared(work, batch.Changes[i].Item, item) : null));
        }

        return images;
    }

    // A content that is opened only when it is kept may be another by then: it must be what was compared.
    private static ItemContent AsCompared(TargetWork work, ItemRef item, LiveItem live) => live.Content.Inline is not null
        ? live.Content
        : ItemContent.Open(live.Content.Length, async token => new ComparedStream(
            await live.Content.OpenAsync(token),
            live.Checksum,
            () => new TargetException(TargetCodes.Moved.Finding($"{item} changed while its before-image was taken.", target: work.Target.Binding.Address.ToString()))));

    private static async Task<IReadOnlyList<BeforeImage>> ScriptsAsync(ScriptHistory history, PlanBatch batch, List<ItemRef> moved, CancellationToken cancellation)
    {
        var images = new List<BeforeImage>(batch.Changes.Count);
        var applied = await history.ReadAsync(batch.Section.Resource, cancellation);
        foreach (var change in batch.Changes)
        {
            var before = applied.GetValueOrDefault(change.Item.Key);
            if (before?.Checksum != change.Pre)
            {
                moved.Add(change.Item);
            }

            images.Add(new BeforeImage(change.Id, before?.Sql is { } text ? ItemContent.Of(System.Text.Encoding.UTF8.GetBytes(text)) : null));
        }

        return images;
    }
}
