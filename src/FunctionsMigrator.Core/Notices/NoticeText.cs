using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Text of others in a notice.</summary>
public static class NoticeText
{
    /// <summary>Characters of one text; a longer one is cut, and ends in an ellipsis.</summary>
    public const int Longest = 300;

    /// <summary>
    /// The text as one line of visible characters, at most <see cref="Longest"/> of them. What readers turn into links by themselves is parted, <c>https: //</c>: the only link of a
    /// notice is the host's own.
    /// </summary>
    public static string Line(string text, int most = Longest)
    {
        // Cut first: what becomes visible is longer, and a text of megabytes is not read to its end.
        var start = text.Length > most ? Whole(text, most) : text;
        var line = VisibleText.Line(start.Trim()).Replace("://", ": //", StringComparison.Ordinal);
        return line.Length > most || text.Length > most ? $"{Whole(line, Math.Min(most - 1, line.Length))}…" : line;
    }

    // Half a surrogate pair is no character.
    private static string Whole(string text, int length) => text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
