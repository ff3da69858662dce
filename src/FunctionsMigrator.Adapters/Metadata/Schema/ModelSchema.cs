using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>The JSON Schema of one record of the model: its members, and what their attributes say.</summary>
internal static class ModelSchema
{
    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Complete(context, schema),
    };

    /// <summary>A schema of type object that stands alone.</summary>
    public static JsonObject Of(Type record)
    {
        var schema = (JsonObject)MetadataJson.Options.GetJsonSchemaAsNode(record, Exporter);
        WriteOut(schema, schema);
        return schema;
    }

    // The exporter writes a record that stands in several lists once, and points there from the others. The pointers would not survive a move into a definition.
    private static void WriteOut(JsonNode? part, JsonObject root)
    {
        if (part is JsonArray list)
        {
            foreach (var item in list)
            {
                WriteOut(item, root);
            }
        }

        if (part is not JsonObject schema)
        {
            return;
        }

        if (schema["$ref"]?.GetValue<string>() is { } pointer)
        {
            if (!pointer.EndsWith("/items", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"'{pointer}' is the schema of a member, and would bring that member's limits along.");
            }

            var target = pointer.Split('/').Skip(1).Aggregate((JsonNode)root, (node, step) => node[step]!);
            schema.ReplaceWith(target.DeepClone());
            return;
        }

        foreach (var (_, value) in schema.ToList())
        {
            WriteOut(value, root);
        }
    }

    private static JsonObject Complete(JsonSchemaExporterContext context, JsonNode exported)
    {
        // The exporter writes 'true' for types that converters write, and for JsonElement.
        var schema = exported as JsonObject ?? [];
        var member = context.PropertyInfo;
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;

        DropNull(schema);
        if (type == typeof(TimeSpan))
        {
            schema.Remove("$comment");
            schema["type"] = "string";
            schema["pattern"] = DurationJsonConverter.Pattern;
        }

        if (member?.AttributeProvider is { } attributes)
        {
            AddLimits(schema, attributes);
        }

        if (Describe(member?.AttributeProvider ?? context.TypeInfo.Type) is { } description)
        {
            schema.Remove("description");
            schema.Insert(0, "description", description);
        }

        if (member is { IsRequired: false } && Default(member) is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    // An empty value in YAML is null, and mostly an accident: 'policy:' must not mean that nothing is required.
    private static void DropNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            var rest = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
            schema["type"] = rest.Length == 1 ? rest[0] : new JsonArray([.. rest.Select(type => JsonValue.Create(type))]);
        }

        if (schema["enum"] is JsonArray words && words.Any(word => word is null))
        {
            schema["enum"] = new JsonArray([.. words.Where(word => word is not null).Select(word => word!.DeepClone())]);
        }
    }

    private static void AddLimits(JsonObject schema, ICustomAttributeProvider attributes)
    {
        foreach (var attribute in attributes.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case RegularExpressionAttribute pattern:
                    schema["pattern"] = pattern.Pattern;
                    break;
                case AllowedValuesAttribute allowed:
                    schema.Remove("type");
                    schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value))]);
                    break;
                case RangeAttribute range:
                    schema["minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
                    schema["maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
                    break;
                case MinLengthAttribute least:
                    schema[schema["type"]?.GetValue<string>() == "array" ? "minItems" : "minProperties"] = least.Length;
                    break;
                case ValueSchemaAttribute values:
                    AddValues(schema, values);
                    break;
            }
        }
    }

    private static void AddValues(JsonObject schema, ValueSchemaAttribute values)
    {
        var value = (JsonObject)JsonNode.Parse(values.Json)!;
        switch (schema["type"]?.GetValue<string>())
        {
            case "object":
                schema["additionalProperties"] = value;
                break;
            case "array":
                schema["items"] = value;
                break;
            default:
                foreach (var (key, part) in value)
                {
                    schema[key] = part?.DeepClone();
                }

                break;
        }
    }

    private static string? Describe(ICustomAttributeProvider described) =>
        described.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;

    // What a record without the member has. Objects are left out: their own members state their defaults.
    private static JsonNode? Default(JsonPropertyInfo member)
    {
        var declaring = member.DeclaringType.IsAbstract ? typeof(SettingsDocument) : member.DeclaringType;
        var value = member.Get?.Invoke(Activator.CreateInstance(declaring)!);
        if (value is TimeSpan duration)
        {
            return DurationJsonConverter.Format(duration);
        }

        var node = value is null ? null : JsonSerializer.SerializeToNode(value, member.PropertyType, MetadataJson.Options);
        return node is JsonValue || node is JsonArray { Count: > 0 } list && list.All(item => item is JsonValue) ? node : null;
    }
}
