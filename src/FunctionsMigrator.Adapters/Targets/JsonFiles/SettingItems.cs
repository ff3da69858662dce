using System.Text.Json;

namespace FunctionsMigrator.Adapters.Targets.JsonFiles;

/// <summary><c>settings.json</c>: one object, a member per setting, flat: <c>{ "checkout/timeoutSeconds": 30 }</c>. Members that nobody manages are items too.</summary>
internal sealed class SettingItems : JsonItems
{
    protected override void Load(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            Values.Add(member.Name, member.Value);
        }
    }

    protected override JsonElement Accept(string key, JsonElement value) => value;

    protected override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in Values)
        {
            writer.WritePropertyName(key);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
