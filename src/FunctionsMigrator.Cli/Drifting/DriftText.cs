using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>Drift for people.</summary>
internal static class DriftText
{
    /// <summary>What was found in one environment, with its items.</summary>
    public static void Print(Output output, DriftRecord record, IReadOnlyList<DriftedItem> items)
    {
        var (said, tone) = record.State switch
        {
            DriftState.Drifted => ($"{PlanWords.Count(record.Items, "item")} drifted", Tone.Caution),
            DriftState.Unknown => ("not everything could be compared", Tone.Caution),
            _ => ("in sync", Tone.Good),
        };
        output.Line(
            (record.Environment, Tone.Strong), ("  ", Tone.Plain), (said, tone), ($"  as {record.Run} left it, looked at {RunWords.Time(record.At)}", Tone.Faint));
        foreach (var target in record.Targets.Where(target => !target.Compared))
        {
            output.Line(($"  {target.Address}  could not be compared", Tone.Caution));
        }

        if (record.Ignored > 0)
        {
            output.Line(($"  {PlanWords.Count(record.Ignored, "item")} left alone by rules of the environment", Tone.Faint));
        }

        foreach (var item in items)
        {
            Print(output, item);
        }

        var open = items.Count(item => item.Status is DriftStatus.Open);
        if (record.Items > open)
        {
            output.Line(($"  and {PlanWords.Count(record.Items - open, "more item")} that the records have no room for", Tone.Faint));
        }

        FindingLines.Print(output, [.. record.Findings.Where(finding => items.Count == 0 || !finding.Code.StartsWith("PLAN30", StringComparison.Ordinal))]);
    }

    /// <summary>One item: what it was, what it is, and what is known of how that came.</summary>
    public static void Print(Output output, DriftedItem item)
    {
        var tone = item.Status is DriftStatus.Open ? Tone.Caution : Tone.Faint;
        output.Line(
            ($"  {item.Id}", Tone.Reference), ($"  {item.Status.ToString().ToLowerInvariant()}", tone), ($"  {item.Item}", Tone.Strong), ($"  on {item.Address}", Tone.Plain));
        Value(output, "-", item.Was, Tone.Bad);
        Value(output, "+", item.Now, Tone.Good);
        output.Line(($"      {Known(item)}", Tone.Faint));
    }

    private static void Value(Output output, string sign, ValuePreview? value, Tone tone)
    {
        foreach (var line in value?.Text?.TrimEnd('\n').Split('\n').Take(12) ?? ["(none)"])
        {
            output.Line(($"      {sign} {line}", tone));
        }

        if (value?.Truncated is true)
        {
            output.Line(($"      {sign} ... the value goes on", Tone.Faint));
        }
    }

    private static string Known(DriftedItem item)
    {
        var parts = new List<string> { $"first seen {RunWords.Time(item.FirstSeen)}" };
        if (item.Moves > 1)
        {
            parts.Add($"moved {item.Moves} times");
        }

        if (item.Origin is { At: { } at })
        {
            parts.Add($"written {RunWords.Time(at)}");
        }

        if (item.Origin is { Run: { } run })
        {
            parts.Add($"as {run} would have left it");
        }

        if (item is { IsOver: false, Decision: { } decided })
        {
            var over = item.Status is DriftStatus.Open ? "was accepted" : "accepted";
            parts.Add($"{over} by {decided.By}{(decided.Until is { } until ? $" until {RunWords.Time(until)}" : "")}{(decided.Reason is { } reason ? $": {reason}" : "")}");
        }

        if (item.IsOver)
        {
            parts.Add($"over since {RunWords.Time(item.LastSeen)}{(item.Decision?.Run is { } by ? $", by {by}" : "")}");
        }

        return string.Join("; ", parts);
    }
}
