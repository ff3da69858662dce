namespace FunctionsMigrator.Core.Metadata;

/// <summary>Texts with stars in them: <c>*</c> stands for any characters, none included. Every other character stands for itself; upper and lower case differ.</summary>
public static class Wildcards
{
    /// <summary>Whether the whole text fits. Takes time in proportion to the product of both lengths, whatever they hold.</summary>
    /// <param name="pattern">The pattern. Every text is one.</param>
    /// <param name="text">The text.</param>
    /// <param name="marks">Whether <c>?</c> stands for any one character; otherwise it stands for itself.</param>
    public static bool Fit(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool marks)
    {
        // When a character does not fit, the last star takes one more: those before it never need to, since the last one can take whatever they would.
        var (at, star, taken) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, taken) = (at++, i);
            }
            else if (at < pattern.Length && ((marks && pattern[at] == '?') || pattern[at] == text[i]))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                (at, i) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].IndexOfAnyExcept('*') < 0;
    }
}
