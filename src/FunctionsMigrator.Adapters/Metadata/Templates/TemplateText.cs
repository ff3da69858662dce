using System.Text.Encodings.Web;
using System.Text.Json;

namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>Values in templates.</summary>
internal static class TemplateText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Any text as a YAML scalar: a JSON string is one.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Plain);

    /// <summary>With LF and one line end at the end, however the source file was checked out.</summary>
    public static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
