using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>
/// Settings: a text is the value as it is; everything else is JSON, and the content type says so; a secret reference in the form <c>@Microsoft.KeyVault(SecretUri=...)</c>, as the
/// environment's <c>secretFormat</c> writes it, is a Key Vault reference.
/// </summary>
internal sealed class SettingKeyValues(TargetBinding binding, string? label) : KeyValueItems(binding, label)
{
    private const string JsonType = "application/json";
    private const string ReferenceMedia = "application/vnd.microsoft.appconfig.keyvaultref+json";
    private const string ReferenceType = ReferenceMedia + ";charset=utf-8";
    private const string ReferenceStart = "@Microsoft.KeyVault(";
    private const string SecretUri = ReferenceStart + "SecretUri=";

    public override string Filter => "*";

    public override string NameOf(string key) => key;

    public override string? KeyOf(string name) => name.StartsWith(FlagPrefix, StringComparison.Ordinal) ? null : name;

    protected override byte[] ContentOf(KeyValue keyValue)
    {
        var media = MediaOf(keyValue.ContentType);
        if (media == ReferenceMedia)
        {
            return Text(SecretUri + UriIn(keyValue) + ")");
        }

        if (media == JsonType || (media.StartsWith("application/", StringComparison.Ordinal) && media.EndsWith("+json", StringComparison.Ordinal)) || keyValue.Value is null)
        {
            var json = Json(keyValue);
            return json.ValueKind == JsonValueKind.String ? Text(json.GetString()!) : Canonical(json);
        }

        return keyValue.Value.StartsWith(SecretUri, StringComparison.Ordinal)
            ? throw Misfit(keyValue, $"looks like a Key Vault reference, and its content type is not {ReferenceType}")
            : Text(keyValue.Value);
    }

    protected override (string? Value, string? ContentType) FormOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.String)
        {
            return (content.GetRawText(), JsonType);
        }

        var text = content.GetString()!;
        return IsReference(text) ? (new JsonObject { ["uri"] = text[SecretUri.Length..^1] }.ToJsonString(), ReferenceType) : (text, null);
    }

    protected override string? KeyProblem(string key) =>
        key.StartsWith(FlagPrefix, StringComparison.Ordinal) ? "is the key of a feature flag; give it to a resource of kind FeatureFlags" : base.KeyProblem(key);

    protected override (string Text, string Remedy)? Unfit(JsonElement content) =>
        content.ValueKind == JsonValueKind.String && content.GetString()!.StartsWith(ReferenceStart, StringComparison.Ordinal) && !IsReference(content.GetString()!)
            ? ("a Key Vault reference is written here with the address of the secret", $"Write `secretFormat: \"{SecretUri}https://NAME.vault.azure.net/secrets/{{name}})\"` in the environment.")
            : null;

    private static bool IsReference(string text) => text.StartsWith(SecretUri, StringComparison.Ordinal) && text.EndsWith(')');

    private static byte[] Text(string text) => CanonicalJson.Of(JsonSerializer.SerializeToElement(text));

    private string UriIn(KeyValue keyValue)
    {
        var json = Json(keyValue);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("uri", out var uri) && uri.ValueKind == JsonValueKind.String
            ? uri.GetString()!
            : throw Misfit(keyValue, "is a Key Vault reference without a 'uri'");
    }
}
