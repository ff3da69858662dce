using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class FilesFlagsTargetTests : FilesTargetContract
{
    protected override ResourceSlice Slice { get; } = new("checkout-flags", ResourceKind.FeatureFlags, "flags", 0);

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) =>
        CanonicalJson.Of(JsonSerializer.SerializeToElement(new { id = name, description = value, enabled = value.Length > 0 }));

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        var file = PathOf("feature-management.json");
        var root = File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))!.AsObject()
            : new JsonObject { ["feature_management"] = new JsonObject { ["feature_flags"] = new JsonArray() } };
        var flags = root["feature_management"]!["feature_flags"]!.AsArray();
        flags.RemoveAll(flag => (string?)flag!["id"] == name);
        if (value is not null)
        {
            flags.Insert(0, JsonNode.Parse(Content(name, value)));
        }

        File.WriteAllText(file, root.ToJsonString());
        return Task.CompletedTask;
    }
}
