using System.Text.Json.Nodes;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>A case of a schema that depends on the value of one key. Editors complete by it, and errors speak of one case instead of all.</summary>
internal static class SchemaSwitch
{
    public static JsonObject Case(string key, string value, string definition) => new()
    {
        ["if"] = new JsonObject
        {
            ["required"] = new JsonArray(key),
            ["properties"] = new JsonObject { [key] = new JsonObject { ["const"] = value } },
        },
        ["then"] = new JsonObject { ["$ref"] = $"#/definitions/{definition}" },
    };
}
