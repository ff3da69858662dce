using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Items.Variables;

/// <summary>
/// Replaces <c>${name}</c> by variables (<see cref="TargetBinding.Variables"/>). What was replaced is not looked at again. All unknown names are found, each where it
/// stands.
/// </summary>
public static class Substitution
{
    /// <summary>
    /// The text with every <c>${name}</c> replaced and every <c>$${</c> as <c>${</c>. Texts go in as they are, numbers and booleans as they are written; null, lists
    /// and objects are findings.
    /// </summary>
    /// <param name="text">A text, or a whole file.</param>
    /// <param name="variables">The variables by name.</param>
    /// <param name="place">Where the text stands. With line 0 the text is that whole file, and findings say line and column in it.</param>
    /// <param name="what">What it is, for findings: <c>settings.checkout/currency</c>; not needed for a file.</param>
    public static Outcome<string> Text(string text, IReadOnlyDictionary<string, JsonElement> variables, Place place, string? what = null)
    {
        var position = new TextPosition(text);
        return place.Line == 0
            ? Replace(text, variables, offset => position.Of(offset) is var (line, column) ? new Place(place.File, line, column) : place, what)
            : Replace(text, variables, _ => place, what);
    }

    /// <summary>A text that stands in no file of its own, for one target: its findings name the target.</summary>
    public static Outcome<string> Text(string text, TargetBinding target)
    {
        var replaced = Replace(text, target.Variables, _ => null, null);
        return replaced.Succeeded ? replaced : Outcome.Fail<string>([.. replaced.Findings.Select(finding => finding with { Target = target.Address.ToString() })]);
    }

    /// <summary>
    /// The value with all its texts replaced; a text that is nothing but one <c>${name}</c> becomes the variable's value with its type. Names of members stay.
    /// </summary>
    /// <param name="value">Any JSON value.</param>
    /// <param name="variables">The variables by name.</param>
    /// <param name="place">Where the value stands.</param>
    /// <param name="what">What it is, for findings: <c>settings.checkout/currency</c>.</param>
    public static Outcome<JsonElement> Value(JsonElement value, IReadOnlyDictionary<string, JsonElement> variables, Place place, string what)
    {
        if (!HoldsPlaceholders(value))
        {
            return Outcome.Of(value);
        }

        var findings = new List<Finding>();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
        {
            Write(writer, value, variables, place, what, findings);
        }

        if (findings.Count > 0)
        {
            return Outcome.Fail<JsonElement>(findings);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return Outcome.Of(document.RootElement.Clone());
    }

    /// <summary>Whether something in the value is replaced, or would be without its second dollar sign.</summary>
    internal static bool HoldsPlaceholders(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains("${", StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsPlaceholders),
        JsonValueKind.Object => value.EnumerateObject().Any(member => HoldsPlaceholders(member.Value)),
        _ => false,
    };

    private const int MaxDepth = 128;

    private static void Write(
        Utf8JsonWriter writer, JsonElement value, IReadOnlyDictionary<string, JsonElement> variables, Place place, string what, List<Finding> findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, variables, place, $"{what}.{member.Name}", findings);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var (index, element) in value.EnumerateArray().Index())
                {
                    Write(writer, element, variables, place, $"{what}[{index}]", findings);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when Placeholder.Whole(value.GetString()!) is { } name:
                if (Find(name, variables, place, what, findings) is { } found)
                {
                    found.WriteTo(writer);
                }
                else
                {
                    writer.WriteNullValue();
                }

                break;
            case JsonValueKind.String:
                var text = Replace(value.GetString()!, variables, _ => place, what);
                findings.AddRange(text.Findings);
                writer.WriteStringValue(text.Succeeded ? text.Value : "");
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static Outcome<string> Replace(string text, IReadOnlyDictionary<string, JsonElement> variables, Func<int, Place?> placeOf, string? what)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return Outcome.Of(text);
        }

        var findings = new List<Finding>();
        var result = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var placeholder in Placeholder.In(text))
        {
            var place = placeOf(placeholder.Index);
            result.Append(Literal(text, copied, placeholder.Index));
            if (Find(placeholder.Name, variables, place, what, findings) is { } value && TextOf(placeholder.Name, value, place, what, findings) is { } replacement)
            {
                result.Append(replacement);
            }

            copied = placeholder.Index + placeholder.Length;
        }

        return findings.Count > 0 ? Outcome.Fail<string>(findings) : Outcome.Of(result.Append(Literal(text, copied, text.Length)).ToString());
    }

    private static JsonElement? Find(string name, IReadOnlyDictionary<string, JsonElement> variables, Place? place, string? what, List<Finding> findings)
    {
        if (variables.TryGetValue(name, out var value))
        {
            return value;
        }

        findings.Add(ItemCodes.UnknownVariable.Finding(
            $"{In(what)}No variable is called '{Shown(name)}'.{DidYouMean.Hint(name, variables.Keys)} Known here: {DidYouMean.List(variables.Keys)}.", place));
        return null;
    }

    private static string? TextOf(string name, JsonElement value, Place? place, string? what, List<Finding> findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return value.GetRawText();
            default:
                var kind = value.ValueKind switch { JsonValueKind.Array => "a list", JsonValueKind.Object => "an object", _ => "null" };
                findings.Add(ItemCodes.VariableIsNoText.Finding($"{In(what)}The variable '{name}' is {kind} and stands inside a text.", place));
                return null;
        }
    }

    private static string In(string? what) => what is null ? "" : $"{what}: ";

    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "...";

    private static string Literal(string text, int start, int end) => text[start..end].Replace("$${", "${", StringComparison.Ordinal);
}
