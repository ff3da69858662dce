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

        table.Print(output);
        if (units.Count > shown.Count)
        {
            output.Line(($"and {units.Count - shown.Count} more units; `--all` shows them", Tone.Faint));
        }
    }

    private static (string Text, Tone Tone) Cell(TargetState? target) => target is null
        ? ("", Tone.Plain)
        : ($"{target.Progress}{(target.Changes == 0 ? "" : $" {target.Done}/{target.Changes}")}", RunWords.Tone(target.Progress));
}
