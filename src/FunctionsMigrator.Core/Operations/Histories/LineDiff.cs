namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>The difference of two texts, line by line.</summary>
public static class LineDiff
{
    private const int Compared = 1_000;
    private const int Around = 2;

    /// <summary>
    /// Lines that begin with <c>-</c> (only before), <c>+</c> (only after) or a blank (both; two around each difference, <c>...</c> for what is left out). Nothing for equal
    /// texts. Where more than a thousand lines differ they are not matched: all that went stands before all that came.
    /// </summary>
    public static IReadOnlyList<string> Of(string before, string after)
    {
        var (left, right) = (Lines(before), Lines(after));
        var head = 0;
        while (head < Math.Min(left.Length, right.Length) && left[head] == right[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < Math.Min(left.Length, right.Length) - head && left[^(tail + 1)] == right[^(tail + 1)])
        {
            tail++;
        }

        if (head == left.Length && head == right.Length)
        {
            return [];
        }

        var lines = new List<string>(left.Take(head).Select(line => $" {line}"));
        lines.AddRange(Middle(left[head..^tail], right[head..^tail]));
        lines.AddRange(left[(left.Length - tail)..].Select(line => $" {line}"));
        return Shortened(lines);
    }

    private static List<string> Middle(string[] left, string[] right)
    {
        if (left.Length > Compared || right.Length > Compared)
        {
            return [.. left.Select(line => $"-{line}"), .. right.Select(line => $"+{line}")];
        }

        // How many lines two ends have in common; the walk then always goes where more are left.
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                lines.Add($" {left[l++]}");
                r++;
            }
            else if (l < left.Length && (r == right.Length || common[l + 1, r] >= common[l, r + 1]))
            {
                lines.Add($"-{left[l++]}");
            }
            else
            {
                lines.Add($"+{right[r++]}");
            }
        }

        return lines;
    }

    private static List<string> Shortened(List<string> lines)
    {
        var near = Enumerable.Range(0, lines.Count).Where(i => lines[i][0] != ' ').SelectMany(i => Enumerable.Range(i - Around, (2 * Around) + 1)).ToHashSet();
        var kept = new List<string>();
        foreach (var (i, line) in lines.Index())
        {
            if (near.Contains(i))
            {
                kept.Add(line);
            }
            else if (kept.Count == 0 || kept[^1] != "...")
            {
                kept.Add("...");
            }
        }

        return kept;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
