namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>What a change does to its value, as lines to show. Every text is already visible text.</summary>
public static class ChangeDiff
{
    /// <summary><c>30 -&gt; 45</c> where both values are short and of one line; null otherwise.</summary>
    public static string? Inline(Change change, int width = 60)
    {
        var (before, after) = (Text(change.Before), Text(change.After));
        var text = (before, after) switch
        {
            (null, null) => null,
            _ when change.Action == ChangeAction.Blocked => $"live {before ?? "(nothing)"}, git {after ?? "(nothing)"}",
            (null, _) => after,
            (_, null) => before,
            _ => $"{before} -> {after}",
        };
        return text is null || text.Length > width || text.Contains('\n', StringComparison.Ordinal) ? null : text;
    }

    /// <summary>The difference by lines, cut to the limits, with a last line that says what was cut.</summary>
    public static IReadOnlyList<DiffLine> Lines(Change change, PlanLimits limits)
    {
        var (before, after) = (Text(change.Before), Text(change.After));
        IReadOnlyList<DiffLine> lines = (before, after) switch
        {
            (null, null) => [],
            (null, not null) => [.. after.Split('\n').Select(text => new DiffLine(DiffKind.Added, text))],
            (not null, null) => [.. before.Split('\n').Select(text => new DiffLine(DiffKind.Removed, text))],
            _ => LineDiff.Of(before!, after!),
        };
        var shown = lines.Take(limits.ValueLines).Select(line => line with { Text = Cut(line.Text, limits.LineLength) }).ToList();
        if (lines.Count > shown.Count)
        {
            shown.Add(new DiffLine(DiffKind.Gap, $"... {PlanWords.Count(lines.Count - shown.Count, "more line")}"));
        }

        shown.AddRange(UndoLines(change, limits));
        if (change.Before?.Truncated == true || change.After?.Truncated == true)
        {
            shown.Add(new DiffLine(DiffKind.Gap, "... the value goes on; only its start is shown"));
        }

        return shown;
    }

    /// <summary>The derived undo of a script, cut to the limits; empty for everything else. <see cref="Lines"/> ends with them.</summary>
    public static IEnumerable<DiffLine> UndoLines(Change change, PlanLimits limits)
    {
        if (Text(change.Undo) is not { } undo)
        {
            yield break;
        }

        yield return new DiffLine(DiffKind.Gap, "taken back by:");
        var lines = undo.Split('\n');
        foreach (var line in lines.Take(limits.ValueLines))
        {
            yield return new DiffLine(DiffKind.Gap, "  " + Cut(line, limits.LineLength));
        }

        if (lines.Length > limits.ValueLines)
        {
            yield return new DiffLine(DiffKind.Gap, $"  ... {PlanWords.Count(lines.Length - limits.ValueLines, "more line")}");
        }
    }

    // A fingerprint says whether a hidden value differs, and nothing else.
    private static string? Text(ValuePreview? value) => value?.Text is not { } text ? null : value.Masked ? $"(hidden, {VisibleText.Line(text)})" : VisibleText.Block(text).TrimEnd('\n');

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "...";
}
