namespace FunctionsMigrator.Adapters.Git.Signatures;

/// <summary>Patterns as OpenSSH has them: <c>*</c> and <c>?</c>, parted by commas; <c>!</c> before one takes out what it fits.</summary>
internal static class PrincipalPattern
{
    /// <summary>Whether one of the patterns fits the text, and none with <c>!</c> does.</summary>
    public static bool FitsAny(IEnumerable<string> patterns, string text)
    {
        var fits = false;
        foreach (var pattern in patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Fits(pattern.AsSpan(1), text))
                {
                    return false;
                }
            }
            else
            {
                fits |= Fits(pattern, text);
            }
        }

        return fits;
    }

    // Linear in the lengths' product: after a mismatch only the last star takes one character more.
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
