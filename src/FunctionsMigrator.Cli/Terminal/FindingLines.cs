using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>Findings as lines on standard output: grouped by file or target, in the order of their places, all of them.</summary>
internal static class FindingLines
{
    private const int Named = 4;

    /// <summary>Prints them; nothing for none.</summary>
    public static void Print(Output output, IReadOnlyList<Finding> findings)
    {
        foreach (var group in findings.GroupBy(finding => finding.Place?.File ?? finding.Target ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            output.Line();
            if (group.Key.Length > 0)
            {
                output.Line(group.Key, Tone.Strong);
            }

            // What is true of several targets is said once.
            foreach (var same in group.OrderBy(finding => finding.Place?.Line ?? 0).ThenBy(finding => finding.Place?.Column ?? 0).GroupBy(finding => finding with { Target = null }))
            {
                Print(output, same.Key, group.Key, [.. same.Select(finding => finding.Target).OfType<string>().Distinct(StringComparer.Ordinal)]);
            }
        }
    }

    private static void Print(Output output, Finding finding, string heading, IReadOnlyList<string> targets)
    {
        var tone = finding.Severity switch { Severity.Error => Tone.Bad, Severity.Warning => Tone.Caution, _ => Tone.Faint };
        var at = finding.Place is { Line: > 0 } place ? place.Column > 0 ? $"{place.Line}:{place.Column}" : $"{place.Line}" : "";
        output.Line(
            ($"  {at,-8}", Tone.Faint), ($"{finding.Severity.ToString().ToLowerInvariant(),-8}", tone), ($"{finding.Code}  ", Tone.Strong), (finding.Message, Tone.Plain));
        if (targets.Count > 0 && targets[0] != heading)
        {
            output.Line(("          on:   ", Tone.Faint), ($"{string.Join(", ", targets.Take(Named))}{(targets.Count > Named ? $" and {targets.Count - Named} more" : "")}", Tone.Plain));
        }

        output.Line(("          next: ", Tone.Faint), (finding.Remedy, Tone.Plain));
    }

    /// <summary><c>2 errors, 1 warning in 2 files</c>.</summary>
    public static string Count(IReadOnlyList<Finding> findings)
    {
        var parts = new[] { (Severity.Error, "error"), (Severity.Warning, "warning"), (Severity.Info, "remark") }
            .Select(kind => (Number: findings.Count(finding => finding.Severity == kind.Item1), Noun: kind.Item2))
            .Where(part => part.Number > 0)
            .Select(part => Core.Planning.Rendering.PlanWords.Count(part.Number, part.Noun));
        var files = findings.Select(finding => finding.Place?.File).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return $"{string.Join(", ", parts)}{(files == 0 ? "" : $" in {Core.Planning.Rendering.PlanWords.Count(files, "file")}")}";
    }
}
