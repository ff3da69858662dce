using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>The JSON Schema of a target definition: the keys that all types share, and the type's own.</summary>
internal static class TargetSchema
{
    private static readonly JsonObject Variable = new() { ["type"] = "string", ["pattern"] = "^\\$\\{[^{}]+\\}$" };

    /// <summary>Any target: its type decides which definition holds.</summary>
    public static JsonObject Switch(IEnumerable<ITargetType> types) => new()
    {
        ["description"] = "A target of one of the types that this version knows.",
        ["type"] = "object",
        ["required"] = new JsonArray("type"),
        ["properties"] = new JsonObject { ["type"] = TypeOf(types.Select(type => type.Name)) },
        ["allOf"] = new JsonArray([.. types.Select(type => SchemaSwitch.Case("type", type.Name, DefinitionName(type)))]),
    };

    /// <summary>A target of one type.</summary>
    public static JsonObject Of(ITargetType type)
    {
        var shared = ModelSchema.Of(typeof(TargetDefinition));
        var own = ModelSchema.Of(type.SettingsType);
        var properties = (JsonObject)shared["properties"]!;
        properties["type"] = TypeOf([type.Name]);
        foreach (var (key, value) in (JsonObject)own["properties"]!)
        {
            properties[key] = OrVariable((JsonObject)value!.DeepClone());
        }

        return new JsonObject
        {
            ["description"] = $"A target of type {type.Name}. Holds {string.Join(", ", type.Kinds.Order().Select(kind => kind.ToString()))}.",
            ["type"] = "object",
            ["properties"] = properties.DeepClone(),
            ["required"] = new JsonArray([.. Required(shared).Concat(Required(own)).Distinct().Select(key => JsonValue.Create(key))]),
            ["additionalProperties"] = false,
        };
    }

    public static string DefinitionName(ITargetType type) => DefinitionName(type.Name);

    public static string DefinitionName(string type) => $"target-{type}";

    private static JsonObject TypeOf(IEnumerable<string> names) => new()
    {
        ["description"] = "The type of target.",
        ["enum"] = new JsonArray([.. names.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]),
    };

    private static IEnumerable<string> Required(JsonObject schema) =>
        (schema["required"] as JsonArray)?.Select(key => key!.GetValue<string>()) ?? [];

    // Before variables are replaced a number may still be "${port}"; free text and objects may hold variables anyway.
    private static JsonObject OrVariable(JsonObject value)
    {
        var open = value["type"] is null && value["enum"] is null;
        var text = value["type"]?.ToString() == "string" && value["enum"] is null && value["pattern"] is null;
        if (open || text || value["type"]?.ToString() is "object" or "array")
        {
            return value;
        }

        var description = value["description"]?.DeepClone();
        value.Remove("description");
        var either = new JsonObject { ["anyOf"] = new JsonArray(value, Variable.DeepClone()) };
        if (description is not null)
        {
            either.Insert(0, "description", description);
        }

        return either;
    }
}
