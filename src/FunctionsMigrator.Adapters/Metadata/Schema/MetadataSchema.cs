using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>
/// The JSON Schema (draft 7) of the documents of a metadata repository, made from the model and the target types. The same schema is published as
/// <c>schemas/fm.schema.json</c>, stands in every new repository for editors, and validates at run time.
/// </summary>
public static class MetadataSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The schema as text: indented, LF, one line end at the end. Equal types give equal text.</summary>
    public static string Text(IEnumerable<ITargetType> types) => Generate([.. types]).ToJsonString(Indented) + "\n";

    /// <summary>
    /// The schema of these types: the published one where all of them are the product's, which a test holds to be the same, since making it anew is a good part of a short program's time;
    /// else made from the model.
    /// </summary>
    internal static JsonObject Of(IReadOnlyCollection<ITargetType> types)
    {
        if (types.Any(type => type.GetType().Assembly != typeof(MetadataSchema).Assembly))
        {
            return Generate(types);
        }

        using var stream = typeof(MetadataSchema).Assembly.GetManifestResourceStream("schemas/fm.schema.json")!;
        var published = (JsonObject)JsonNode.Parse(stream)!;
        var named = published["definitions"]!.AsObject().Select(definition => definition.Key).Where(name => name.StartsWith(TargetSchema.DefinitionName(""), StringComparison.Ordinal));
        return named.ToHashSet(StringComparer.Ordinal).SetEquals(types.Select(TargetSchema.DefinitionName)) ? published : Generate(types);
    }

    internal static JsonObject Generate(IReadOnlyCollection<ITargetType> types)
    {
        ITargetType[] ordered = [.. types.OrderBy(type => type.Name, StringComparer.Ordinal)];
        var definitions = new JsonObject();
        foreach (var kind in DocumentKind.All)
        {
            definitions[kind.Name] = OfKind(kind);
        }

        definitions["target"] = TargetSchema.Switch(ordered);
        foreach (var type in ordered)
        {
            definitions[TargetSchema.DefinitionName(type)] = TargetSchema.Of(type);
        }

        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "FunctionsMigrator metadata, format 1",
            ["description"] = "One document of a metadata repository.",
            ["type"] = "object",
            ["required"] = new JsonArray("kind"),
            ["properties"] = new JsonObject { ["kind"] = Kinds(DocumentKind.All) },
            ["allOf"] = new JsonArray([.. DocumentKind.All.Select(kind => SchemaSwitch.Case("kind", kind.Name, kind.Name))]),
            ["definitions"] = definitions,
        };
    }

    private static JsonObject OfKind(DocumentKind kind)
    {
        var schema = ModelSchema.Of(kind.Record);
        var members = (JsonObject)schema["properties"]!;
        var name = members["name"]!.DeepClone();
        members.Remove("name");
        members.Insert(0, "name", name);
        members.Insert(0, "kind", Kinds([kind]));
        var required = schema["required"]!.AsArray().Select(key => key!.GetValue<string>()).Where(key => key != "name");
        schema["required"] = new JsonArray([.. required.Prepend("name").Prepend("kind").Select(key => JsonValue.Create(key))]);
        if (kind.Name == "Environment")
        {
            ((JsonObject)members["targets"]!)["additionalProperties"] = new JsonObject { ["$ref"] = "#/definitions/target" };
        }

        return schema;
    }

    private static JsonObject Kinds(IEnumerable<DocumentKind> kinds) => new()
    {
        ["description"] = "What the document is.",
        ["enum"] = new JsonArray([.. kinds.Select(kind => JsonValue.Create(kind.Name))]),
    };
}
