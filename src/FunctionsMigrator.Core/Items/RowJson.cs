using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FunctionsMigrator.Core.Items;

/// <summary>The canonical JSON of rows: what files and databases must write alike, byte for byte.</summary>
public static class RowJson
{
    /// <summary>The key of a row: the compact JSON array of its key columns' canonical texts, in the order of the resource's <c>key</c>: <c>["DE"]</c>.</summary>
    public static string Key(params ReadOnlySpan<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        buffer.Write("["u8);
        for (var i = 0; i < texts.Length; i++)
        {
            buffer.Write(i == 0 ? ""u8 : ","u8);
            CanonicalJson.WriteString(buffer, texts[i]);
        }

        buffer.Write("]"u8);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The texts that <see cref="Key"/> was made of.</summary>
    /// <exception cref="FormatException">The key has another shape.</exception>
    public static IReadOnlyList<string> ParseKey(string key)
    {
        try
        {
            var texts = JsonSerializer.Deserialize<List<string>>(key);
            return texts is { Count: > 0 } && !texts.Contains(null!)
                ? texts
                : throw new FormatException("The key of a row is a JSON array of texts.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The key of a row is a JSON array of texts.", e);
        }
    }

    /// <summary>The content of a row: the canonical JSON object of column to canonical text or null (<see cref="RowText"/>).</summary>
    public static byte[] Content(IEnumerable<KeyValuePair<string, string?>> columns)
    {
        var sorted = columns.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("{"u8);
        for (var i = 0; i < sorted.Length; i++)
        {
            buffer.Write(i == 0 ? ""u8 : ","u8);
            CanonicalJson.WriteString(buffer, sorted[i].Key);
            buffer.Write(":"u8);
            if (sorted[i].Value is { } text)
            {
                CanonicalJson.WriteString(buffer, text);
            }
            else
            {
                buffer.Write("null"u8);
            }
        }

        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Column to canonical text or null, from what <see cref="Content"/> wrote.</summary>
    /// <exception cref="FormatException">The content has another shape.</exception>
    public static IReadOnlyDictionary<string, string?> ParseContent(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string?>>(content) ?? throw new FormatException("The content of a row is a JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The content of a row is a JSON object of texts.", e);
        }
    }
}
