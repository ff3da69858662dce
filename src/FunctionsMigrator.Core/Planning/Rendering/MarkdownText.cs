using System.Text;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>Foreign text inside GitHub's Markdown: shown as it is, never read as markup.</summary>
public static class MarkdownText
{
    /// <summary>A line of running text: markup characters become entities, so no link, image, mention, reference or HTML arises.</summary>
    public static string Line(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var unit in VisibleText.Line(text))
        {
            // Entities, not backslashes: a backslash escape has no effect on a mention or an autolink.
            if (unit is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '<' or '>' or '(' or ')' or '#' or '!' or '|' or '~' or '&' or '@' or ':' or '$')
            {
                result.Append("&#").Append((int)unit).Append(';');
            }
            else
            {
                result.Append(unit);
            }
        }

        return result.ToString();
    }

    /// <summary>Inline code, whatever backticks the text holds.</summary>
    public static string Code(string text)
    {
        var visible = VisibleText.Line(text);
        if (visible.Length == 0)
        {
            return "` `";
        }

        var fence = new string('`', LongestRun(visible) + 1);
        return fence.Length == 1 ? $"`{visible}`" : $"{fence} {visible} {fence}";
    }

    /// <summary>A code block that its content cannot close. The content is visible text already.</summary>
    public static string Fence(string content, string language)
    {
        var fence = new string('`', Math.Max(3, LongestRun(content) + 1));
        return $"{fence}{language}\n{content.TrimEnd('\n')}\n{fence}\n";
    }

    /// <summary>Text inside an HTML element.</summary>
    public static string Html(string text) => VisibleText.Line(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("@", "&#64;", StringComparison.Ordinal);

    private static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (var unit in text)
        {
            run = unit == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
