using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Rollout;

/// <summary>Spreads targets over waves.</summary>
public static class Waves
{
    private const int GroupSize = 50;

    /// <summary>
    /// The waves of a rollout in which something is to be done. A wave takes all units of its ring or label, or as many units in file order as reach its cumulative share of all
    /// units, rounded up, or the next so many, or all that are left; a unit stays in the first wave that takes it.
    /// </summary>
    public static IReadOnlyList<Wave> Spread(RolloutDefinition rollout, IReadOnlyList<TargetBinding> bindings, IReadOnlyList<(TargetPlan Plan, string Blob)> plans)
    {
        var units = Units(bindings);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var waves = new List<Wave>();
        foreach (var definition in rollout.Waves)
        {
            var members = Members(definition, units, taken);
            taken.UnionWith(members);
            var groups = Groups(Ordered(definition.Order, [.. members.Select(unit => TargetsOf(unit, plans)).Where(targets => targets.Count > 0)]), definition.MaxParallel);
            if (groups.Count > 0)
            {
                var rule = new WaveRule(definition.Pause is WavePause.UntilAdvanced, definition.MaxParallel is not null, definition.MaxFailures);
                waves.Add(new Wave(waves.Count + 1, definition.Bake, definition.Analyses ?? rollout.Analyses, groups, rule == new WaveRule() ? null : rule, definition.AdvancedBy));
            }
        }

        return waves;
    }

    /// <summary>How many units a share of all units is: rounded up, so that one percent of three is one.</summary>
    public static int Share(int percent, int units) => ((percent * units) + 99) / 100;

    private static List<string> Members(WaveDefinition wave, List<Unit> units, HashSet<string> taken)
    {
        var free = units.Where(unit => !taken.Contains(unit.Name));
        var members = wave switch
        {
            { Ring: { } ring } => free.Where(unit => unit.Rings.Contains(ring)),
            { Label: { } label } => free.Where(unit => unit.Labels.Contains(label)),
            { Count: { } count } => free.Take(count),
            { Rest: true } => free,
            _ => free.Take(Math.Max(0, Share(wave.Percent ?? 100, units.Count) - taken.Count)),
        };
        return [.. members.Select(unit => unit.Name)];
    }

    // A unit that several targets make, such as one tenant's two databases, has the rings and labels of all of them.
    private static List<Unit> Units(IReadOnlyList<TargetBinding> bindings) =>
    [
        .. bindings.GroupBy(binding => binding.Address.Unit, StringComparer.Ordinal).Select(unit => new Unit(
            unit.Key,
            unit.Select(binding => binding.Ring).OfType<string>().ToHashSet(StringComparer.Ordinal),
            unit.SelectMany(binding => binding.Labels ?? []).ToHashSet(StringComparer.Ordinal))),
    ];

    private static List<List<TargetWave>> Ordered(WaveOrder? order, List<List<TargetWave>> units) => order switch
    {
        WaveOrder.Name => [.. units.OrderBy(unit => unit[0].Address.Unit, StringComparer.Ordinal)],
        WaveOrder.FewestChanges => [.. units.OrderBy(unit => unit.Sum(target => target.Segments.Sum(segment => segment.Last - segment.First + 1)))],
        _ => units,
    };

    // Inside a unit everything follows the resources' rank: forward by rising rank, then deletions by falling rank. Neighbours on one target are one segment.
    private static List<TargetWave> TargetsOf(string unit, IReadOnlyList<(TargetPlan Plan, string Blob)> plans)
    {
        var mine = plans.Where(entry => entry.Plan.Address.Unit == unit && entry.Plan.Counts.Total > 0).ToList();
        var ordered = mine
            .SelectMany(entry => entry.Plan.Sections.Select(section => (entry.Plan.Address, Section: section)))
            .OrderBy(step => step.Section.Deletes)
            .ThenBy(step => step.Section.Deletes ? -step.Section.Rank : step.Section.Rank)
            .ToList();
        var segments = mine.ToDictionary(entry => entry.Plan.Address, _ => new List<Segment>());
        TargetAddress? previous = null;
        var round = -1;
        foreach (var (address, section) in ordered)
        {
            var list = segments[address];
            if (address == previous)
            {
                list[^1] = list[^1] with { Last = section.First + section.Count - 1 };
                continue;
            }

            previous = address;
            list.Add(new Segment(++round, section.First, section.First + section.Count - 1));
        }

        return [.. mine.Select(entry => new TargetWave(entry.Plan.Address, entry.Blob, segments[entry.Plan.Address]))];
    }

    private static List<WaveGroup> Groups(List<List<TargetWave>> units, int? most)
    {
        var groups = new List<WaveGroup>();
        var current = new List<TargetWave>();
        var inGroup = 0;
        foreach (var unit in units)
        {
            if (current.Count > 0 && (current.Count + unit.Count > GroupSize || inGroup == most))
            {
                groups.Add(new WaveGroup(current));
                (current, inGroup) = ([], 0);
            }

            current.AddRange(unit);
            inGroup++;
        }

        if (current.Count > 0)
        {
            groups.Add(new WaveGroup(current));
        }

        return groups;
    }

    private sealed record Unit(string Name, IReadOnlySet<string> Rings, IReadOnlySet<string> Labels);
}
