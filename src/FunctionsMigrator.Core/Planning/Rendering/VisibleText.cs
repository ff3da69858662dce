using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>
/// Text from git or from a target, made safe to show: what a terminal or a reader would obey instead of show (control characters, escape sequences,
/// direction overrides, invisible characters, half surrogates) becomes its code in angle brackets, such as <c>&lt;U+001B&gt;</c>.
/// </summary>
public static class VisibleText
{
    /// <summary>As one line: line breaks and tabs become visible too.</summary>
    public static string Line(string text) => Replace(text, keepLayout: false);

    /// <summary>As several lines: line feeds and tabs stay, a carriage return before a line feed is dropped.</summary>
    public static string Block(string text) => Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), keepLayout: true);

    private static string Replace(string text, bool keepLayout)
    {
        if (!NeedsWork(text, keepLayout))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            if (valid && !IsObeyed(rune, keepLayout))
            {
                result.Append(rest[..consumed]);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"<U+{(valid ? rune.Value : rest[0]):X4}>");
            }

            rest = rest[consumed..];
        }

        return result.ToString();
    }

    private static bool NeedsWork(string text, bool keepLayout)
    {
        foreach (var unit in text)
        {
            if (unit < ' ' ? !(keepLayout && unit is '\n' or '\t') : unit > '~')
            {
                return true;
            }
        }

        return false;
    }

    // The two joiners are left alone: scripts and emoji need them, and they move nothing.
    private static bool IsObeyed(Rune rune, bool keepLayout) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !(keepLayout && rune.Value is '\n' or '\t'),
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        _ => false,
    };
}
