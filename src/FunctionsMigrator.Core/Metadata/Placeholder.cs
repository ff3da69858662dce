namespace FunctionsMigrator.Core.Metadata;

/// <summary>
/// One <c>${name}</c> in a text. <c>$${</c> stands for <c>${</c> and opens none; a <c>${</c> without <c>}</c> in the same line is plain text.
/// What stands between the braces is the name, whatever it is; one that no variable has is an error where it is replaced.
/// </summary>
/// <param name="Name">What stands between the braces.</param>
/// <param name="Index">Where <c>$</c> stands.</param>
/// <param name="Length">Up to and including <c>}</c>.</param>
public readonly record struct Placeholder(string Name, int Index, int Length)
{
    /// <summary>All placeholders of a text, in order.</summary>
    public static IReadOnlyList<Placeholder> In(string text)
    {
        var found = new List<Placeholder>();
        for (var open = text.IndexOf("${", StringComparison.Ordinal); open >= 0; open = text.IndexOf("${", open, StringComparison.Ordinal))
        {
            if (open > 0 && text[open - 1] == '$')
            {
                open += 2;
                continue;
            }

            var end = text.AsSpan(open).IndexOfAny('}', '\n');
            if (end < 0 || text[open + end] == '\n')
            {
                open += 2;
                continue;
            }

            found.Add(new Placeholder(text.Substring(open + 2, end - 2), open, end + 1));
            open += end + 1;
        }

        return found;
    }

    /// <summary>The name, when the text is exactly one placeholder and nothing else.</summary>
    public static string? Whole(string text) => In(text) is [var only] && only.Length == text.Length ? only.Name : null;
}
