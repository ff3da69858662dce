using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>Writes JSON values as YAML 1.2 in one line, plain where nobody can misread it.</summary>
internal static partial class YamlValue
{
    // Text in YAML 1.2, something else in YAML 1.1 and in the eyes of many people.
    private static readonly string[] Ambiguous = ["y", "n", "yes", "no", "on", "off"];

    /// <summary>The value: <c>30</c>, <c>EUR</c>, <c>"${name}"</c>, <c>[a, b]</c>, <c>{ enabled: true, percentage: 25 }</c>.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when !value.EnumerateObject().Any() => "{}",
        JsonValueKind.Object => $"{{ {string.Join(", ", value.EnumerateObject().Select(member => $"{Text(member.Name)}: {Of(member.Value)}"))} }}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Of))}]",
        JsonValueKind.String => Text(value.GetString()!),
        _ => value.GetRawText(),
    };

    /// <summary>A text, as value or as key.</summary>
    public static string Text(string text) =>
        Plain().IsMatch(text) && CoreSchema.Resolve(text) is { Kind: ScalarKind.Text } && !Ambiguous.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            quoted.Append(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or (>= '\x7F' and <= '\x9F') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}"),
                _ => unit.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z/][A-Za-z0-9_./@+()%=-]*(?: [A-Za-z0-9_./@+()%=-]+)*\z")]
    private static partial Regex Plain();
}
