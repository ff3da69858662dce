using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Every target opens for reading and for writing, is ours or nobody's, and lets its collections be read. Nothing is written.</summary>
internal sealed class AccessCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "access";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        var bound = await subject.BindAsync(cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return [this.Fail(bound.Findings)];
        }

        var lines = new List<ChecklistLine>();
        foreach (var binding in bindings)
        {
            lines.Add(await LookAsync(subject, binding, cancellation));
        }

        return lines;
    }

    private async Task<ChecklistLine> LookAsync(ChecklistSubject subject, TargetBinding binding, CancellationToken cancellation)
    {
        var address = binding.Address.ToString();
        var slices = await subject.Host.Parts.Desired.SlicesAsync(subject.Repository!, binding, cancellation);
        if (!slices.TryGet(out var collections))
        {
            return this.Fail(slices.Findings, address);
        }

        try
        {
            var read = await OpenAsync(subject, binding, TargetAccess.Plan, collections, cancellation);
            var written = read.Succeeded ? await OpenAsync(subject, binding, TargetAccess.Apply, [], cancellation) : read;
            if (!written.TryGet(out var marker))
            {
                return this.Fail(written.Findings, address);
            }

            var claim = marker is null ? "nobody has written it yet" : $"claim {marker.Claim}{(marker.Run is { } run ? $" of {run}" : "")}";
            return this.Pass($"{binding.Type}: opened for reading and for writing, {PlanWords.Count(collections.Count, "collection")} read; {claim}", address);
        }
        catch (TargetException exception)
        {
            return this.Fail([exception.Finding], address);
        }
    }

    private static async Task<Outcome<TargetMarker?>> OpenAsync(
        ChecklistSubject subject, TargetBinding binding, TargetAccess access, IReadOnlyList<ResourceSlice> collections, CancellationToken cancellation)
    {
        var opened = await subject.Host.Parts.TargetTypes[binding.Type].OpenAsync(binding, access, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<TargetMarker?>();
        }

        await using (target)
        {
            foreach (var slice in collections)
            {
                await ReadAsync(target, slice, cancellation);
            }

            var marker = await target.ReadMarkerAsync(cancellation);
            return marker.TryGet(out var owner) && owner is not null && owner.Store != subject.Host.Services.Store.Id
                ? TargetCodes.OtherStore.Fail<TargetMarker?>($"The target is owned by store {owner.Store}; this is store {subject.Host.Services.Store.Id}.", target: binding.Address.ToString())
                : marker;
        }
    }

    // The first item is enough: whoever may read one may read all.
    private static async Task ReadAsync(ITarget target, ResourceSlice slice, CancellationToken cancellation)
    {
        if (slice.Kind is ResourceKind.SqlMigrations)
        {
            await target.ReadHistoryAsync(slice.Resource, cancellation);
            return;
        }

        await using var items = target.ReadAsync(slice, cancellation).GetAsyncEnumerator(cancellation);
        await items.MoveNextAsync();
    }
}
