using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>Nodes as JSON. Numbers keep all their digits, members their order.</summary>
internal static class NodeJson
{
    public static JsonElement ElementOf(Node node, params IReadOnlyCollection<string> without)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, node, without);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, Node node, IReadOnlyCollection<string> without)
    {
        switch (node)
        {
            case ObjectNode mapping:
                writer.WriteStartObject();
                foreach (var member in mapping.Members.Where(member => !without.Contains(member.Key)))
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value, []);
                }

                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item, []);
                }

                writer.WriteEndArray();
                break;
            case ScalarNode { Kind: ScalarKind.Text, Text: var text }:
                writer.WriteStringValue(text);
                break;
            case ScalarNode { Text: var literal }:
                writer.WriteRawValue(literal);
                break;
        }
    }
}
