using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class FilesSettingsTargetTests : FilesTargetContract
{
    protected override ResourceSlice Slice { get; } = new("checkout", ResourceKind.Settings, "settings", 0);

    protected override string Key(string name) => "checkout/" + name;

    protected override byte[] Content(string name, string value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(new { name, value }));

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        var file = PathOf("settings.json");
        var settings = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];
        settings.Remove(Key(name));
        if (value is not null)
        {
            settings.Add(Key(name), JsonNode.Parse(Content(name, value)));
        }

        File.WriteAllText(file, settings.ToJsonString());
        return Task.CompletedTask;
    }
}
