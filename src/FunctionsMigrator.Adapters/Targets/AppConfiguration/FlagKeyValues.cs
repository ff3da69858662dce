using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>
/// Feature flags: key-values under <c>.appconfig.featureflag/</c> with the content type of flags, whose value is the flag in Microsoft's schema. An empty description and missing
/// conditions, as the portal writes them, are the same as none.
/// </summary>
internal sealed class FlagKeyValues(TargetBinding binding, string? label) : KeyValueItems(binding, label)
{
    private const string Media = "application/vnd.microsoft.appconfig.ff+json";
    private const string ContentType = Media + ";charset=utf-8";

    public override string Filter => FlagPrefix + "*";

    public override string NameOf(string key) => FlagPrefix + key;

    public override string? KeyOf(string name) => name.StartsWith(FlagPrefix, StringComparison.Ordinal) ? name[FlagPrefix.Length..] : null;

    protected override byte[] ContentOf(KeyValue keyValue)
    {
        if (MediaOf(keyValue.ContentType) != Media)
        {
            throw Misfit(keyValue, $"is no feature flag: its content type is not {ContentType}");
        }

        var json = Json(keyValue);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() != KeyOf(keyValue.Key))
        {
            throw Misfit(keyValue, "is no feature flag with the 'id' of its key");
        }

        var flag = JsonObject.Create(json)!;
        if (flag["description"] is not JsonValue description || !description.TryGetValue(out string? text) || text.Length == 0)
        {
            flag.Remove("description");
        }

        if (flag["conditions"] is not JsonObject conditions)
        {
            flag["conditions"] = conditions = [];
        }

        conditions["client_filters"] ??= new JsonArray();
        return Canonical(JsonSerializer.SerializeToElement(flag));
    }

    protected override (string? Value, string? ContentType) FormOf(JsonElement content) => (content.GetRawText(), ContentType);
}
