using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FunctionsMigrator.Core;

/// <summary>
/// Canonical JSON by RFC 8785: no white space, members in the order of their names' UTF-16 units, numbers as ECMAScript writes the IEEE 754 double,
/// the shortest escapes, UTF-8. Equal values have equal bytes.
/// </summary>
/// <remarks>
/// The RFC knows doubles alone. A number with more digits than a double holds is written as the nearest double; whoever takes values from people asks
/// <see cref="Problem"/> first and refuses such a value instead of changing it.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="FormatException">The value has no canonical form: a name twice in one object, a number beyond doubles, half of a surrogate pair.</exception>
    public static byte[] Of(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The canonical bytes of a text.</summary>
    /// <exception cref="FormatException">It holds half of a surrogate pair.</exception>
    public static byte[] Of(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 16);
        WriteString(buffer, text);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The canonical bytes of one of the product's own records, shaped as <see cref="FmJson.Line"/> says.</summary>
    /// <exception cref="FormatException">As <see cref="Of(JsonElement)"/>, and for a number that would not survive.</exception>
    public static byte[] OfRecord<T>(T record)
    {
        var value = JsonSerializer.SerializeToElement(record, FmJson.Line);
        return Problem(value) is { } problem ? throw new FormatException(problem.ToString()) : Of(value);
    }

    /// <summary>The canonical form as text.</summary>
    /// <exception cref="FormatException">As <see cref="Of(JsonElement)"/>.</exception>
    public static string TextOf(JsonElement value) => Encoding.UTF8.GetString(Of(value));

    /// <summary>
    /// Why the value has no canonical form that says exactly the same, or null when it has one: the first such place in document order.
    /// A number fits when the double nearest to it is written with the same decimal value: <c>0.1</c> and <c>1e2</c> do, <c>9007199254740993</c> does not.
    /// </summary>
    public static CanonicalJsonProblem? Problem(JsonElement value) => CanonicalJsonCheck.Find(value, "");

    /// <summary>A number as ECMAScript writes it.</summary>
    /// <exception cref="FormatException">Infinity or not a number.</exception>
    public static string NumberText(double number) => CanonicalNumber.Text(number);

    internal static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value);
                break;
            case JsonValueKind.Array:
                WriteArray(output, value);
                break;
            case JsonValueKind.String:
                WriteString(output, CanonicalJsonCheck.TextOf(value));
                break;
            case JsonValueKind.Number:
                Encoding.UTF8.GetBytes(CanonicalNumber.Text(value.GetDouble()), output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new ArgumentException("There is no JSON value.", nameof(value));
        }
    }

    internal static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain != 0)
            {
                var run = plain < 0 ? text : text[..plain];
                WritePlain(output, run);
                text = text[run.Length..];
                continue;
            }

            Encoding.UTF8.GetBytes(Escape(text[0]), output);
            text = text[1..];
        }

        output.Write("\""u8);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(unit => (char)unit), '"', '\\']);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string Escape(char unit) => unit switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)unit:x4}",
    };

    private static void WritePlain(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        try
        {
            Strict.GetBytes(text, output);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A text holds half of a surrogate pair.", e);
        }
    }

    private static void WriteArray(IBufferWriter<byte> output, JsonElement value)
    {
        output.Write("["u8);
        var first = true;
        foreach (var element in value.EnumerateArray())
        {
            WriteComma(output, ref first);
            Write(output, element);
        }

        output.Write("]"u8);
    }

    private static void WriteObject(IBufferWriter<byte> output, JsonElement value)
    {
        var members = new List<KeyValuePair<string, JsonElement>>();
        foreach (var member in value.EnumerateObject())
        {
            members.Add(new(CanonicalJsonCheck.NameOf(member), member.Value));
        }

        members.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        output.Write("{"u8);
        var first = true;
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0 && members[i].Key == members[i - 1].Key)
            {
                throw new FormatException($"The name '{members[i].Key}' stands twice in one object.");
            }

            WriteComma(output, ref first);
            WriteString(output, members[i].Key);
            output.Write(":"u8);
            Write(output, members[i].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteComma(IBufferWriter<byte> output, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        first = false;
    }
}
