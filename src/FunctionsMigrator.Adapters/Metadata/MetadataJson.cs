using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>How the records of the model stand in files: camel case, kinds by their names, other words in kebab case, durations with a unit, nothing unknown.</summary>
internal static class MetadataJson
{
    // No converter for all enums: it would win over the kebab case that the enums of the model state themselves.
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters = { new JsonStringEnumConverter<ResourceKind>(namingPolicy: null, allowIntegerValues: false) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
