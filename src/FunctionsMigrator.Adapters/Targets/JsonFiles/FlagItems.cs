using System.Text.Json;

namespace FunctionsMigrator.Adapters.Targets.JsonFiles;

/// <summary>
/// <c>feature-management.json</c> in the Microsoft feature-management schema: <c>{ "feature_management": { "feature_flags": [ { "id": ... } ] } }</c>.
/// Everything beside the flags is kept where it stands.
/// </summary>
internal sealed class FlagItems : JsonItems
{
    private const string Section = "feature_management";
    private const string List = "feature_flags";
    private const string Id = "id";

    private JsonElement _root = JsonElement.Parse("{}");

    protected override void Load(JsonElement root)
    {
        _root = root;
        if (!root.TryGetProperty(Section, out var section))
        {
            return;
        }

        if (section.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"'{Section}' is no object.");
        }

        if (!section.TryGetProperty(List, out var list))
        {
            return;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException($"'{Section}.{List}' is no list.");
        }

        foreach (var flag in list.EnumerateArray())
        {
            var id = IdOf(flag) ?? throw new JsonException($"Flag {Values.Count + 1} of '{Section}.{List}' is no object with an '{Id}'.");
            if (!Values.TryAdd(id, flag))
            {
                throw new JsonException($"The flag '{id}' stands twice in '{Section}.{List}'.");
            }
        }
    }

    protected override JsonElement Accept(string key, JsonElement value) =>
        IdOf(value) == key ? value : throw new ArgumentException($"The content of flag '{key}' is no object with this '{Id}'.", nameof(value));

    protected override void Write(Utf8JsonWriter writer) => WriteWith(writer, _root, Section, section => WriteWith(writer, section, List, _ => WriteFlags(writer)));

    private static string? IdOf(JsonElement flag) =>
        flag.ValueKind == JsonValueKind.Object && flag.TryGetProperty(Id, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    /// <summary>Writes an object with one member written anew, in its place or at the end.</summary>
    private static void WriteWith(Utf8JsonWriter writer, JsonElement? old, string name, Action<JsonElement?> writeMember)
    {
        var written = false;
        writer.WriteStartObject();
        IEnumerable<JsonProperty> members = old is { } present ? present.EnumerateObject() : [];
        foreach (var member in members)
        {
            writer.WritePropertyName(member.Name);
            if (member.NameEquals(name))
            {
                writeMember(member.Value);
                written = true;
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        if (!written)
        {
            writer.WritePropertyName(name);
            writeMember(null);
        }

        writer.WriteEndObject();
    }

    private void WriteFlags(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var flag in Values.Values)
        {
            flag.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
