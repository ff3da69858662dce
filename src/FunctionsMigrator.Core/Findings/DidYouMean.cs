namespace FunctionsMigrator.Core.Findings;

/// <summary>Finds the known word that somebody probably meant.</summary>
public static class DidYouMean
{
    /// <summary>
    /// The known word that needs the fewest edits (insert, delete, replace, swap of neighbours; case does not count), or null when none is near: at most one
    /// edit in three characters, one for short words. Among equals the first in ordinal order.
    /// </summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var limit = Math.Max(1, Math.Min(word.Length, 100) / 3);
        return known
            .Select(candidate => (Candidate: candidate, Edits: Distance(word, candidate, limit)))
            .Where(pair => pair.Edits <= limit)
            .OrderBy(pair => pair.Edits)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    /// <summary><c> Did you mean 'x'?</c> with a leading space, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) => Closest(word, known) is { } close ? $" Did you mean '{close}'?" : "";

    /// <summary>The known words as a list for a message: <c>a, b, c</c>, at most twenty, or <c>(none)</c>.</summary>
    public static string List(IEnumerable<string> known)
    {
        string[] words = [.. known.Distinct().Order(StringComparer.Ordinal)];
        return words.Length switch
        {
            0 => "(none)",
            <= 20 => string.Join(", ", words),
            _ => $"{string.Join(", ", words.Take(20))} and {words.Length - 20} more",
        };
    }

    // Optimal string alignment over three rows; words longer than a hundred characters are compared by their start.
    private static int Distance(string left, string right, int limit)
    {
        var a = left[..Math.Min(left.Length, 100)].ToLowerInvariant();
        var b = right[..Math.Min(right.Length, 100)].ToLowerInvariant();
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return int.MaxValue;
        }

        var (before, previous, current) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
