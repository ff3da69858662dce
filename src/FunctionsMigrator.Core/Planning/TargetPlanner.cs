using System.Security.Cryptography;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Plans one target: compares what git wants, what the ledger says and what is live, and writes the changes and the ledger that follows as line blobs named by their
/// content. Reads only. Memory does not grow with the number of items.
/// </summary>
public sealed class TargetPlanner(IDesiredState desired, IBlobStore blobs, ISpillSpace space, ValueMask mask)
{
    /// <summary>Plans. What keeps the plan from being applied is in it; nothing is thrown for it.</summary>
    public async Task<TargetPlan> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        await using var draft = new PlanDraft(space, request);
        var managed = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            await CompareAsync(request, draft, managed, cancellation);
        }
        catch (TargetException unreachable)
        {
            draft.Add(unreachable.Finding, PlanBlock.Unreachable);
        }

        return await PublishAsync(request, draft, managed, cancellation);
    }

    /// <summary>The plan of a target on which there is nothing to do.</summary>
    public static TargetPlan Nothing(TargetAddress address, Digest bundle) => Unreachable(address, bundle, []) with { Blocked = null };

    /// <summary>The plan of a target that could not even be opened.</summary>
    public static TargetPlan Unreachable(TargetAddress address, Digest bundle, IReadOnlyList<Finding> findings)
    {
        using var digest = new PlanDigest(address, bundle);
        return new TargetPlan(
            address, null, digest.Finish(), new ChangeCounts(), [], RiskLevel.Low, false, findings, PlanBlock.Unreachable, null, null, [], []);
    }

    private async Task CompareAsync(PlanRequest request, PlanDraft draft, Dictionary<string, int> managed, CancellationToken cancellation)
    {
        var scripts = new Dictionary<string, ScriptSet>(StringComparer.Ordinal);
        var pending = new List<(int Rank, SqlScript Script)>();
        foreach (var slice in request.Slices.Where(slice => slice.Kind is ResourceKind.SqlMigrations))
        {
            var set = await desired.ReadScriptsAsync(request.Repository, request.Target.Binding, slice, cancellation);
            foreach (var finding in set.Findings)
            {
                draft.Add(finding with { Target = request.Target.Binding.Address.ToString() });
            }

            if (set.TryGet(out var found))
            {
                scripts[slice.Collection] = found;
                if (request.Heal is not null)
                {
                    // A script that ran is not run again: what drifted are items.
                    continue;
                }

                var planned = await new ScriptPlanner(request, draft).PlanAsync(slice, found, cancellation);
                pending.AddRange(planned.Select(script => (slice.Rank, script)));
            }
        }

        if (request.Heal is null && (request.ComparesStructure || pending.Count > 0))
        {
            await new StructurePlanner(request, draft, blobs).PlanAsync(cancellation);
        }

        draft.AddLint(await LintAsync(request, pending, cancellation));
        var planner = new CollectionPlanner(request, desired, mask, draft);
        var shapes = new Dictionary<string, TableShape>(StringComparer.Ordinal);
        await using var ledger = new LedgerCursor(blobs, request.BaseLedger, cancellation);
        await ledger.MoveAsync();
        foreach (var collection in request.Slices.GroupBy(slice => slice.Collection).OrderBy(group => group.Key, Utf8Order.Instance))
        {
            await SkipGoneAsync(draft, ledger, collection.Key, request, cancellation);
            if (scripts.TryGetValue(collection.Key, out var set))
            {
                await KeepScriptsAsync(draft, ledger, collection.First(), set, cancellation);
            }
            else if (collection.First().Kind is not ResourceKind.SqlMigrations && await ShapeAsync(request, draft, collection.ToList(), pending, cancellation) is (true, var shape))
            {
                foreach (var slice in collection.Where(_ => shape is not null))
                {
                    shapes[slice.Resource] = shape!;
                }

                await planner.PlanAsync(collection.ToList(), shape, ledger, cancellation);
            }
            else
            {
                while (ledger.Head?.Item.Collection == collection.Key)
                {
                    await draft.KeepAsync(ledger.Head, cancellation);
                    await ledger.MoveAsync();
                }
            }
        }

        await SkipGoneAsync(draft, ledger, null, request, cancellation);
        foreach (var (resource, count) in ledger.Managed)
        {
            managed[resource] = count;
        }

        foreach (var slice in request.Slices.Where(slice => request.Heal is null && draft.Writes && scripts.ContainsKey(slice.Collection)))
        {
            await new ScriptPlanner(request, draft).PlanAlwaysAsync(slice, scripts[slice.Collection], cancellation);
        }

        var (ranks, late) = new ReferenceOrder(request.Repository.Resources).Of(request.Slices, shapes, request.Target.Binding.Address.ToString());
        draft.Rank(ranks);
        foreach (var finding in late)
        {
            draft.Add(finding);
        }
    }

    private static async Task<IReadOnlyList<Finding>> LintAsync(PlanRequest request, List<(int Rank, SqlScript Script)> pending, CancellationToken cancellation) => pending.Count == 0
        ? []
        : await Linter.AskAsync(
            [.. pending.OrderBy(script => script.Rank).Select(script => script.Script)],
            SqlDialects.Of(request.Target.Binding.Type),
            request.Target.Replica,
            request.Slices.Select(slice => slice.Table?.Table).OfType<string>(),
            request.Target.Binding.Address.ToString(),
            cancellation);

    // Items of a resource that left git altogether are released; scripts that were applied stay applied.
    private static async Task SkipGoneAsync(PlanDraft draft, LedgerCursor ledger, string? until, PlanRequest request, CancellationToken cancellation)
    {
        while (ledger.Head is { } entry && (until is null || Utf8Order.Compare(entry.Item.Collection, until) < 0))
        {
            if (entry.Columns is not null)
            {
                await ledger.MoveAsync();
                continue;
            }

            if (request.Heal is not null)
            {
                await draft.KeepAsync(entry, cancellation);
                await ledger.MoveAsync();
                continue;
            }

            var slice = new ResourceSlice(entry.Resource, entry.Kind, entry.Item.Collection, request.Repository.Resources.Count);
            await draft.AddAsync(
                slice,
                new Change("", entry.Resource, entry.Kind, entry.Item, ChangeAction.Release, entry.Checksum, entry.Checksum, new Reversal(ReversalKind.Nothing), RiskLevel.Low, ["its resource left git"]),
                cancellation);
            await ledger.MoveAsync();
        }
    }

    private static async Task KeepScriptsAsync(
        PlanDraft draft, LedgerCursor ledger, ResourceSlice slice, ScriptSet set, CancellationToken cancellation)
    {
        while (ledger.Head?.Item.Collection == slice.Collection)
        {
            await ledger.MoveAsync();
        }

        foreach (var script in set.Scripts.OrderBy(script => script.Key, Utf8Order.Instance))
        {
            await draft.KeepAsync(new LedgerEntry(new ItemRef(slice.Collection, script.Key), slice.Resource, slice.Kind, script.Checksum), cancellation);
        }
    }

    private static async Task<(bool Fits, TableShape? Shape)> ShapeAsync(
        PlanRequest request, PlanDraft draft, List<ResourceSlice> slices, List<(int Rank, SqlScript Script)> pending, CancellationToken cancellation)
    {
        if (slices[0].Table is not { } table)
        {
            return (true, null);
        }

        var address = request.Target.Binding.Address.ToString();
        var place = request.Resource(slices[0].Resource).Place;
        var before = pending.Where(script => script.Rank < slices.Min(slice => slice.Rank)).Select(script => script.Script).ToList();
        var shape = await request.Target.DescribeAsync(table.Table, before, cancellation);
        foreach (var finding in shape.Findings)
        {
            draft.Add(finding);
        }

        if (!shape.TryGet(out var found))
        {
            return (false, null);
        }

        var present = await request.Target.DescribeAsync(table.Table, [], cancellation);
        var misfits = TableFit.Check(found, present.Succeeded ? present.Value : null, slices, place, address).ToList();
        foreach (var finding in misfits)
        {
            draft.Add(finding);
        }

        return (misfits.Count == 0, found);
    }

    private async Task<TargetPlan> PublishAsync(PlanRequest request, PlanDraft draft, Dictionary<string, int> managed, CancellationToken cancellation)
    {
        using var digest = new PlanDigest(request.Target.Binding.Address, request.Bundle);
        var counts = new ChangeCounts();
        var risk = RiskLevel.Low;
        var irreversible = false;
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        await using var lines = space.Create();
        await StoreExtensions.WriteLinesAsync(lines, CountedAsync(), cancellation);
        var (size, large) = RiskRules.OfSize(counts);
        risk = Max(risk, size);
        reasons.UnionWith(large);
        return new TargetPlan(
            request.Target.Binding.Address,
            counts.Total == 0 ? null : await StoreAsync(lines, "lines", cancellation),
            digest.Finish(),
            counts,
            draft.Sections(slice => managed.GetValueOrDefault(slice.Resource)),
            risk,
            irreversible,
            draft.Findings,
            draft.Block,
            await StoreAsync(await draft.LedgerAsync(cancellation), "ledger", cancellation),
            request.BaseLedger,
            [.. draft.Touched],
            [.. reasons.Take(10)])
        {
            BatchSize = request.Target.BatchSize,
            Ignored = draft.Ignored > 0 ? draft.Ignored : null,
            Structure = draft.Structure,
        };

        async IAsyncEnumerable<Change> CountedAsync()
        {
            await foreach (var change in draft.ReadAsync(cancellation))
            {
                digest.Add(change);
                counts = counts.Plus(change.Action);
                risk = Max(risk, change.Risk);
                if (change.Risk > RiskLevel.Low && reasons.Count < 10)
                {
                    reasons.UnionWith(change.Reasons);
                }

                irreversible |= change.Reversal.Kind is ReversalKind.Irreversible;
                yield return change;
            }
        }
    }

    private async Task<string> StoreAsync(Stream stream, string kind, CancellationToken cancellation)
    {
        stream.Position = 0;
        var name = $"{kind}/{Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation))}";
        await blobs.TryCreateAsync(
            BlobArea.Plans,
            name,
            async (target, token) =>
            {
                stream.Position = 0;
                await stream.CopyToAsync(target, token);
            },
            cancellation);
        return name;
    }

    private static RiskLevel Max(RiskLevel left, RiskLevel right) => left > right ? left : right;
}
