using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>Flags in one blob.</summary>
public sealed class AzureBlobFlagsTests(TestServers servers) : AzureBlobTargetContract(servers)
{
    protected override ResourceSlice Slice { get; } = new("checkout-flags", ResourceKind.FeatureFlags, "flags", 0);

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) =>
        CanonicalJson.Of(JsonSerializer.SerializeToElement(new { id = name, description = value, enabled = value.Length > 0 }));

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var root = JsonNode.Parse(await TextAsync("feature-management.json") ?? """{ "feature_management": { "feature_flags": [] } }""")!;
        var flags = root["feature_management"]!["feature_flags"]!.AsArray();
        flags.RemoveAll(flag => (string?)flag!["id"] == name);
        if (value is not null)
        {
            flags.Insert(0, JsonNode.Parse(Content(name, value)));
        }

        await PutAsync("feature-management.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    /// <summary>A blob of another form is a finding, and is left as it is.</summary>
    [Fact]
    public async Task A_blob_of_another_form_is_a_finding()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await PutAsync("feature-management.json", "[]"u8.ToArray());

        Failure(TargetCodes.Malformed, await target.WriteAsync(claim, Slice, [Write("a", null, "1")], Cancellation));

        Assert.Equal("[]", await TextAsync("feature-management.json"));
        await ClaimAsync(target);
    }
}

/// <summary>Settings in one blob.</summary>
public sealed class AzureBlobSettingsTests(TestServers servers) : AzureBlobTargetContract(servers)
{
    protected override ResourceSlice Slice { get; } = new("checkout", ResourceKind.Settings, "settings", 0);

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(value));

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var root = JsonNode.Parse(await TextAsync("settings.json") ?? "{}")!.AsObject();
        root.Remove(name);
        if (value is not null)
        {
            root[name] = value;
        }

        await PutAsync("settings.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }
}
