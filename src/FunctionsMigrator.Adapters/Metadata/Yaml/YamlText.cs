using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>Turns the bytes of a file into the text that the YAML parser may see.</summary>
internal static class YamlText
{
    /// <summary>The text, or null and a finding at the first byte that is no UTF-8 or the first character that YAML 1.2 forbids or other readers take for a line end.</summary>
    public static string? Read(string file, byte[] bytes, out Finding? problem)
    {
        var canonical = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        if (CanonicalText.IndexOfInvalidUtf8(canonical) is var invalid and >= 0)
        {
            var before = Encoding.UTF8.GetString(canonical[..invalid]);
            problem = ValidationCodes.NotUtf8.Finding(
                $"The byte 0x{canonical[invalid]:X2} at offset {invalid + bytes.Length - canonical.Length} is no UTF-8.",
                At(file, before, before.Length),
                remedy: "Save the file as UTF-8.");
            return null;
        }

        var text = Encoding.UTF8.GetString(canonical).Replace("\r\n", "\n", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsForbidden(text[i]))
            {
                problem = ValidationCodes.NotUtf8.Finding(
                    $"The character U+{(int)text[i]:X4} cannot stand in a YAML file.",
                    At(file, text, i),
                    remedy: $"Remove it, or write it as \"\\u{(int)text[i]:X4}\" inside double quotes.");
                return null;
            }
        }

        problem = null;
        return text;
    }

    private static bool IsForbidden(char character) => character switch
    {
        '\t' or '\n' => false,
        < ' ' or '\x7F' or (>= '\x80' and <= '\x9F') => true,
        '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
        _ => false,
    };

    private static Place At(string file, string text, int index)
    {
        var start = text.AsSpan(0, index).LastIndexOf('\n') + 1;
        return new Place(file, text.AsSpan(0, index).Count('\n') + 1, index - start + 1);
    }
}
