using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Reads and writes a line of a ledger by hand: a ledger has a line for each item, a plan reads one ledger and writes another, and this is four times as fast as the serializer. The JSON
/// is the serializer's, which a test holds.
/// </summary>
internal sealed class LedgerEntryConverter : JsonConverter<LedgerEntry>
{
    private static readonly Dictionary<ResourceKind, JsonEncodedText> Kinds =
        Enum.GetValues<ResourceKind>().ToDictionary(kind => kind, kind => JsonEncodedText.Encode(kind.ToString()));

    // Neighbours have the same collection and resource; the texts are shared. Each thread has its own, since converters serve all at once.
    [ThreadStatic]
    private static string? _collection;

    [ThreadStatic]
    private static string? _resource;

    public override LedgerEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ItemRef? item = null;
        string? resource = null;
        ResourceKind? kind = null;
        Digest? checksum = null;
        LedgerOverride? kept = null;
        IReadOnlyList<string>? columns = null;
        Require(reader.TokenType is JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("item"u8))
            {
                item = ReadItem(ref reader);
            }
            else if (reader.ValueTextEquals("resource"u8))
            {
                resource = _resource = Text(ref reader, _resource);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = ReadKind(ref reader);
            }
            else if (reader.ValueTextEquals("checksum"u8))
            {
                checksum = Digest.TryParse(Text(ref reader, null), out var digest) ? digest : throw new JsonException("Expected a SHA-256 digest.");
            }
            else if (reader.ValueTextEquals("override"u8))
            {
                reader.Read();
                kept = JsonSerializer.Deserialize<LedgerOverride>(ref reader, options);
            }
            else if (reader.ValueTextEquals("columns"u8))
            {
                reader.Read();
                columns = JsonSerializer.Deserialize<IReadOnlyList<string>>(ref reader, options);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Require(item is not null && resource is not null && kind is not null && checksum is not null);
        return new LedgerEntry(item!, resource!, kind!.Value, checksum!.Value, kept, columns);
    }

    public override void Write(Utf8JsonWriter writer, LedgerEntry value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("item"u8);
        writer.WriteString("collection"u8, value.Item.Collection);
        writer.WriteString("key"u8, value.Item.Key);
        writer.WriteEndObject();
        writer.WriteString("resource"u8, value.Resource);
        writer.WriteString("kind"u8, Kinds[value.Kind]);
        writer.WriteString("checksum"u8, value.Checksum.Hex);
        if (value.Override is { } kept)
        {
            writer.WritePropertyName("override"u8);
            JsonSerializer.Serialize(writer, kept, options);
        }

        if (value.Columns is { } columns)
        {
            writer.WritePropertyName("columns"u8);
            JsonSerializer.Serialize(writer, columns, options);
        }

        writer.WriteEndObject();
    }

    private static ItemRef ReadItem(ref Utf8JsonReader reader)
    {
        string? collection = null;
        string? key = null;
        reader.Read();
        Require(reader.TokenType is JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("collection"u8))
            {
                collection = _collection = Text(ref reader, _collection);
            }
            else if (reader.ValueTextEquals("key"u8))
            {
                key = Text(ref reader, null);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Require(collection is not null && key is not null);
        return new ItemRef(collection!, key!);
    }

    private static ResourceKind ReadKind(ref Utf8JsonReader reader)
    {
        var text = Text(ref reader, null);
        foreach (var (kind, name) in Kinds)
        {
            if (name.Value == text)
            {
                return kind;
            }
        }

        throw new JsonException("A line of a ledger has a kind that is not known.");
    }

    /// <summary>The text that follows; <paramref name="likely"/> itself where it is that.</summary>
    private static string Text(ref Utf8JsonReader reader, string? likely)
    {
        reader.Read();
        Require(reader.TokenType is JsonTokenType.String);
        return likely is not null && reader.ValueTextEquals(likely) ? likely : reader.GetString()!;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new JsonException("This is no line of a ledger.");
        }
    }
}
