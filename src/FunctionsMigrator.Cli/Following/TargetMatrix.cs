using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Where every target of a run stands: a row a unit, a column a target of the environment.</summary>
internal static class TargetMatrix
{
    /// <summary>Rows that are shown unless all are asked for.</summary>
    public const int Limit = 40;

    /// <summary>
    /// Prints at most <paramref name="limit"/> rows in the order of the environment's file, those in trouble and at work first when not all fit, and then how many others
    /// there are.
    /// </summary>
    public static void Print(Output output, IReadOnlyList<TargetState> targets, int limit)
    {
        var (table, hidden) = Table(targets, limit);
        table.Print(output);
        if (hidden > 0)
        {
            output.Line(($"and {hidden} more units; `--all` shows them", Tone.Faint));
        }
    }

    /// <summary>The same as lines, and how many units there are beside them.</summary>
    public static (IReadOnlyList<FrameLine> Lines, int Hidden) Lines(IReadOnlyList<TargetState> targets, int limit)
    {
        var (table, hidden) = Table(targets, limit);
        return ([.. table.Lines().Select(line => new FrameLine(line))], hidden);
    }

    private static (TextTable Table, int Hidden) Table(IReadOnlyList<TargetState> targets, int limit)
    {
        var units = targets.GroupBy(target => target.Address.Unit, StringComparer.Ordinal).ToList();
        var names = targets.Select(target => target.Address.Target).Distinct(StringComparer.Ordinal).ToList();
        var shown = units.Select((unit, index) => (unit, index, rank: unit.Min(target => TargetRows.Rank(target.Progress))))
            .OrderBy(row => row.rank).ThenBy(row => row.index).Take(limit).OrderBy(row => row.index).ToList();
        var table = new TextTable(["unit", "wave", .. names]);
        foreach (var (unit, _, _) in shown)
        {
            var wave = unit.Max(target => target.Wave);
            var cells = names.Select(name => Cell(unit.FirstOrDefault(target => target.Address.Target == name)));
            table.Add([(unit.Key, Tone.Plain), (wave == 0 ? "" : $"{wave}", Tone.Plain), .. cells]);
            foreach (var target in unit.Where(target => !string.IsNullOrEmpty(target.Message)))
            {
                table.AddRemark($"{target.Address.Target}: {target.Message}");
            }
        }

        return (table, units.Count - shown.Count);
    }

    private static (string Text, Tone Tone) Cell(TargetState? target) => target is null
        ? ("", Tone.Plain)
        : ($"{target.Progress}{(target.Changes == 0 ? "" : $" {target.Done}/{target.Changes}")}", RunWords.Tone(target.Progress));
}
