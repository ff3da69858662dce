using System.Text.Json;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary><c>{ "secret": "name" }</c> and nothing else.</summary>
public static class SecretReference
{
    /// <summary>The name of the secret that the value refers to; null when it is no reference.</summary>
    public static string? NameIn(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object &&
        value.EnumerateObject().ToArray() is [{ Name: "secret", Value: { ValueKind: JsonValueKind.String } name }]
            ? name.GetString()
            : null;

    /// <summary>Whether a reference stands somewhere inside the value.</summary>
    public static bool Inside(JsonElement value) => NameIn(value) is not null || value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => Inside(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Inside),
        _ => false,
    };
}
