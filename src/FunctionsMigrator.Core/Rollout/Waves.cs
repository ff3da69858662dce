using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Rollout;

/// <summary>Spreads targets over waves.</summary>
public static class Waves
{
    private const int GroupSize = 50;

    /// <summary>
    /// The waves of a rollout in which something is to be done. A wave takes all units of its ring, or as many units in file order as reach its cumulative share of all
    /// units, rounded up; a unit stays in the first wave that takes it.
    /// </summary>
    public static IReadOnlyList<Wave> Spread(RolloutDefinition rollout, IReadOnlyList<TargetBinding> bindings, IReadOnlyList<(TargetPlan Plan, string Blob)> plans)
    {
        var units = bindings.Select(binding => (binding.Address.Unit, binding.Ring)).Distinct().ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var waves = new List<Wave>();
        foreach (var definition in rollout.Waves)
        {
            var members = Members(definition, units, taken);
            taken.UnionWith(members);
            var groups = Groups([.. members.Select(unit => TargetsOf(unit, plans)).Where(targets => targets.Count > 0)]);
            if (groups.Count > 0)
            {
                waves.Add(new Wave(waves.Count + 1, definition.Bake, definition.Analyses ?? rollout.Analyses, groups));
            }
        }

        return waves;
    }

    /// <summary>How many units a share of all units is: rounded up, so that one percent of three is one.</summary>
    public static int Share(int percent, int units) => ((percent * units) + 99) / 100;

    private static List<string> Members(WaveDefinition wave, List<(string Unit, string? Ring)> units, HashSet<string> taken)
    {
        var free = units.Where(unit => !taken.Contains(unit.Unit)).ToList();
        return wave.Ring is { } ring
            ? [.. free.Where(unit => unit.Ring == ring).Select(unit => unit.Unit)]
            : [.. free.Take(Math.Max(0, Share(wave.Percent ?? 100, units.Count) - taken.Count)).Select(unit => unit.Unit)];
    }

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

    private static List<WaveGroup> Groups(List<List<TargetWave>> units)
    {
        var groups = new List<WaveGroup>();
        var current = new List<TargetWave>();
        foreach (var unit in units)
        {
            if (current.Count > 0 && current.Count + unit.Count > GroupSize)
            {
                groups.Add(new WaveGroup(current));
                current = [];
            }

            current.AddRange(unit);
        }

        if (current.Count > 0)
        {
            groups.Add(new WaveGroup(current));
        }

        return groups;
    }
}
