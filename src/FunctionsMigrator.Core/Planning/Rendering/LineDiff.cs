namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>The difference of two short texts (previews of values), line by line.</summary>
public static class LineDiff
{
    // Previews hold 2,000 characters; texts that nevertheless differ over more lines are shown as removed and added as a whole.
    private const int MaxTable = 1_000_000;

    /// <summary>Removed and added lines with <paramref name="context"/> lines around them; nothing for equal texts.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after, int context = 2)
    {
        if (before == after)
        {
            return [];
        }

        var old = before.Split('\n');
        var fresh = after.Split('\n');
        var start = 0;
        while (start < old.Length && start < fresh.Length && old[start] == fresh[start])
        {
            start++;
        }

        var tail = 0;
        while (tail < old.Length - start && tail < fresh.Length - start && old[^(tail + 1)] == fresh[^(tail + 1)])
        {
            tail++;
        }

        var lines = new List<DiffLine>();
        lines.AddRange(old[..start].Select(text => new DiffLine(DiffKind.Same, text)));
        lines.AddRange(Middle(old[start..^tail], fresh[start..^tail]));
        lines.AddRange(old[^tail..].Select(text => new DiffLine(DiffKind.Same, text)));
        return Shorten(lines, context);
    }

    private static List<DiffLine> Middle(string[] old, string[] fresh)
    {
        if ((long)old.Length * fresh.Length > MaxTable)
        {
            return [.. old.Select(text => new DiffLine(DiffKind.Removed, text)), .. fresh.Select(text => new DiffLine(DiffKind.Added, text))];
        }

        var common = CommonLengths(old, fresh);
        var lines = new List<DiffLine>();
        int i = 0, j = 0;
        while (i < old.Length || j < fresh.Length)
        {
            if (i < old.Length && j < fresh.Length && old[i] == fresh[j])
            {
                lines.Add(new DiffLine(DiffKind.Same, old[i]));
                i++;
                j++;
            }
            else if (j == fresh.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(new DiffLine(DiffKind.Removed, old[i++]));
            }
            else
            {
                lines.Add(new DiffLine(DiffKind.Added, fresh[j++]));
            }
        }

        return lines;
    }

    // [i, j]: length of the longest common subsequence of old from i and fresh from j.
    private static int[,] CommonLengths(string[] old, string[] fresh)
    {
        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static List<DiffLine> Shorten(List<DiffLine> lines, int context)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind != DiffKind.Same)
            {
                Array.Fill(near, true, Math.Max(0, i - context), Math.Min(lines.Count, i + context + 1) - Math.Max(0, i - context));
            }
        }

        var shown = new List<DiffLine>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (near[i])
            {
                shown.Add(lines[i]);
            }
            else if (shown.Count == 0 || shown[^1].Kind != DiffKind.Gap)
            {
                shown.Add(new DiffLine(DiffKind.Gap, "..."));
            }
        }

        return shown;
    }
}
