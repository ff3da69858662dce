using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Analyses;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The analyses at work in the picture of a run: a row an analysis and region.</summary>
internal static class MeasureLines
{
    /// <summary>At most <paramref name="limit"/> rows with their head, those in trouble first, and how many others there are.</summary>
    public static IReadOnlyList<FrameLine> Of(IReadOnlyList<MeasuredNow> measured, int limit)
    {
        if (measured.Count == 0)
        {
            return [];
        }

        var table = new TextTable("analysis", "last", "verdict", "conditions", "counts");
        foreach (var now in measured.Take(limit))
        {
            table.Add(
                (now.Name, Tone.Plain),
                (MeasureWords.Number(now.Last.Result) ?? "-", Tone.Plain),
                (now.Last.Verdict?.ToString().ToLowerInvariant() ?? "", MeasureWords.Tone(now.Last.Verdict)),
                (MeasureWords.Wanted(now.Last).Replace("result ", "", StringComparison.Ordinal), Tone.Faint),
                (MeasureWords.Counts(now), Tone.Plain));
        }

        var left = measured.Skip(limit).ToList();
        IEnumerable<FrameLine> more = left.Count == 0 ? [] : [new FrameLine(($"and {left.Count} more: {string.Join(", ", left.GroupBy(now => now.Last.Verdict).Select(group => $"{group.Count()} {Word(group.Key)}"))}", Tone.Faint))];
        return [FrameLine.Empty, .. table.Lines().Select(line => new FrameLine(line)), .. more];
    }

    private static string Word(MeasurementVerdict? verdict) => verdict?.ToString().ToLowerInvariant() ?? "not judged";
}
