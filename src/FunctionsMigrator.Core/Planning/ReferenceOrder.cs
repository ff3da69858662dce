using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Ranks the reference data of one target by the foreign keys of its tables: what is pointed to comes before what points to it, unless a <c>dependsOn</c> says otherwise. The resources of
/// the target only change places with each other, so that the order beside other targets stays as it is.
/// </summary>
/// <param name="resources">All resources of the repository, by rank.</param>
internal sealed class ReferenceOrder(IReadOnlyList<ResourceDocument> resources)
{
    /// <summary>The ranks that differ from the slices' own, and what cannot be put in order.</summary>
    /// <param name="slices">The target's resources.</param>
    /// <param name="shapes">The tables of its reference data, by resource.</param>
    /// <param name="address">The target.</param>
    public (IReadOnlyDictionary<string, int> Ranks, IReadOnlyList<Finding> Findings) Of(
        IReadOnlyList<ResourceSlice> slices, IReadOnlyDictionary<string, TableShape> shapes, string address)
    {
        var pointed = Pointed(slices, shapes);
        var late = slices.SelectMany(slice => pointed[slice.Resource].Where(parent => parent.Rank > slice.Rank).Select(parent => (Child: slice, Parent: parent))).ToList();
        if (late.Count == 0)
        {
            return (new Dictionary<string, int>(), []);
        }

        var ranks = Ordered(slices, pointed).Zip(slices.Select(slice => slice.Rank).Order(), (slice, rank) => (slice.Resource, Rank: rank)).ToDictionary(pair => pair.Resource, pair => pair.Rank, StringComparer.Ordinal);
        var kept = Keeps(ranks);
        var left = late.Where(pair => !kept || ranks[pair.Parent.Resource] > ranks[pair.Child.Resource]).ToList();
        return (
            kept ? ranks : new Dictionary<string, int>(),
            [.. left.Select(pair => PlanCodes.PointsForward.Finding(
                $"Table '{pair.Child.Table!.Table}' points to table '{pair.Parent.Table!.Table}', whose rows ('{pair.Parent.Resource}') are written behind its own ('{pair.Child.Resource}').",
                resources[pair.Child.Rank].Place,
                address))]);
    }

    private static Dictionary<string, List<ResourceSlice>> Pointed(IReadOnlyList<ResourceSlice> slices, IReadOnlyDictionary<string, TableShape> shapes)
    {
        var tables = slices.Where(slice => slice.Table is not null).ToLookup(slice => slice.Table!.Table, StringComparer.OrdinalIgnoreCase);
        return slices.ToDictionary(
            slice => slice.Resource,
            slice => (shapes.GetValueOrDefault(slice.Resource)?.References ?? [])
                .Where(reference => !reference.Table.Equals(slice.Table!.Table, StringComparison.OrdinalIgnoreCase))
                .SelectMany(reference => tables[reference.Table])
                .Distinct()
                .ToList(),
            StringComparer.Ordinal);
    }

    // By rank, but behind what it depends on and what it points to. Where these go in a circle the lowest rank goes first.
    private List<ResourceSlice> Ordered(IReadOnlyList<ResourceSlice> slices, Dictionary<string, List<ResourceSlice>> pointed)
    {
        var names = slices.Select(slice => slice.Resource).ToHashSet(StringComparer.Ordinal);
        var before = slices.ToDictionary(
            slice => slice.Resource,
            slice => Needs(slice.Resource).Where(names.Contains).Concat(pointed[slice.Resource].Select(parent => parent.Resource)).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var open = slices.OrderBy(slice => slice.Rank).ToList();
        var ordered = new List<ResourceSlice>();
        while (open.Count > 0)
        {
            var next = open.Find(slice => !before[slice.Resource].Overlaps(open.Where(other => other != slice).Select(other => other.Resource))) ?? open[0];
            open.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>Everything that a resource depends on, through others too.</summary>
    private HashSet<string> Needs(string resource)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var open = new Queue<string>([resource]); open.TryDequeue(out var name);)
        {
            foreach (var needed in resources.FirstOrDefault(candidate => candidate.Name == name)?.DependsOn ?? [])
            {
                if (found.Add(needed))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return found;
    }

    /// <summary>Whether every resource of the repository, on whatever target, is still behind what it depends on.</summary>
    private bool Keeps(Dictionary<string, int> ranks)
    {
        var all = resources.Index().ToDictionary(entry => entry.Item.Name, entry => ranks.GetValueOrDefault(entry.Item.Name, entry.Index), StringComparer.Ordinal);
        return resources.All(resource => resource.DependsOn.All(needed => !all.TryGetValue(needed, out var rank) || rank < all[resource.Name]));
    }
}
