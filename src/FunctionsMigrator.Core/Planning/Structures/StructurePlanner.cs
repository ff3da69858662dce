using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Planning.Structures;

/// <summary>Puts into a plan what moved in the structure of a database: each thing is one that people decide about, as a drifted item is.</summary>
internal sealed class StructurePlanner(PlanRequest request, PlanDraft draft, IBlobStore blobs)
{
    public async Task PlanAsync(CancellationToken cancellation)
    {
        var target = request.Target;
        if (request.Slices.FirstOrDefault(slice => slice.Kind is ResourceKind.SqlMigrations) is not { } slice
            || await new StructureBase(blobs).CompareAsync(target, request.Slices, request.Structure, request.At, cancellation) is not { } found)
        {
            return;
        }

        draft.Structure = request.Structure!.Blob;
        foreach (var difference in found.Differences)
        {
            await AddAsync(slice, difference, cancellation);
        }

        foreach (var back in request.Looks ? found.Back : [])
        {
            await draft.AddAsync(slice, ChangeOf(slice, back, ChangeAction.Adopt), cancellation);
        }
    }

    private async Task AddAsync(ResourceSlice slice, StructureDifference difference, CancellationToken cancellation)
    {
        var (address, item, resource) = (request.Target.Binding.Address, StructureEntry.ItemOf(difference.Name), request.Resource(slice.Resource));
        if (request.Ignores?.Find(address, slice.Resource, item) is { } rule)
        {
            draft.Ignore(rule);
            return;
        }

        var ended = request.Ignores?.FindOver(address, slice.Resource, item) is { } over ? $" {over.Owner}'s rule that left it alone ended on {over.Until}." : "";
        var what = (difference.Was, difference.Now) switch
        {
            (null, _) => "was made",
            (_, null) => "is gone",
            _ => "was changed",
        };
        draft.Add(PlanCodes.StructureDrift.Finding($"{item} {what}, by no script of git.{ended}", resource.Place, address.ToString()), PlanBlock.Conflict);
        await draft.AddAsync(slice, ChangeOf(slice, difference, ChangeAction.Blocked) with { Place = resource.Place, Block = PlanCodes.StructureDrift.Code }, cancellation);
    }

    private static Change ChangeOf(ResourceSlice slice, StructureDifference difference, ChangeAction action) => new(
        "",
        slice.Resource,
        slice.Kind,
        StructureEntry.ItemOf(difference.Name),
        action,
        difference.Now?.Checksum,
        difference.Was?.Checksum,
        new Reversal(ReversalKind.Nothing),
        RiskLevel.Low,
        [],
        difference.Now is { } now ? StructureEntry.Cut(now.Text) : null,
        difference.Was?.Text is { } text ? new ValuePreview(text) : null);
}
