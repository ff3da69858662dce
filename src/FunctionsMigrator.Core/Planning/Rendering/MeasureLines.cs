using System.Globalization;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>What a rehearsal measured, as lines for people.</summary>
public static class MeasureLines
{
    /// <summary>A line that sums up.</summary>
    public static string Head(RehearsalMeasures measures) =>
        $"rehearsed: {PlanWords.Count(measures.Statements, "statement")} of {PlanWords.Count(measures.Scripts, "script")} in {Time(measures.Milliseconds)}, {(measures.Copy is { } copy ? $"on {VisibleText.Line(copy)}" : "on scratch with few rows")}";

    /// <summary>A line of what a script did to tables that others use; null where it was nothing.</summary>
    public static string? Of(ScriptMeasure script)
    {
        var parts = script.Rewritten.Select(table => $"writes {VisibleText.Line(table)} anew").Concat(script.Locks.Select(held => $"locks {VisibleText.Line(held.Table)} in {held.Mode} mode")).ToList();
        return parts.Count == 0 ? null : $"{VisibleText.Line(script.Key)} {string.Join(", ", parts)}";
    }

    /// <summary>A line of a statement: its place, how many rows it changed, how long it took.</summary>
    public static string Of(ScriptMeasure script, StatementMeasure statement)
    {
        var rows = statement.Rows is { } changed ? $"{changed.ToString("N0", CultureInfo.InvariantCulture)} {(changed == 1 ? "row" : "rows")}, " : "";
        return $"{VisibleText.Line(script.Key)}:{statement.Line} {rows}{Time(statement.Milliseconds)}: {VisibleText.Line(statement.Statement)}";
    }

    private static string Time(double milliseconds) => milliseconds < 1_000
        ? $"{milliseconds.ToString("0.#", CultureInfo.InvariantCulture)} ms"
        : $"{(milliseconds / 1_000).ToString("0.#", CultureInfo.InvariantCulture)} s";
}
