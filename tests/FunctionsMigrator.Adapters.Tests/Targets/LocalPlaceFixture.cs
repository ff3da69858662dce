using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>A base folder of one test, deleted with it, and bindings in it.</summary>
internal sealed class LocalPlaceFixture : IDisposable
{
    public LocalPlaceFixture() => Base = Directory.CreateTempSubdirectory("fm-target-").FullName;

    public string Base { get; }

    public static TargetAddress Address { get; } = new("production", "westeurope", "orders", "Acme");

    public static TargetBinding Bind(string type, string path) => Bind(type, new { path });

    public static TargetBinding Bind(string type, object settings) => new(
        Address,
        type,
        JsonSerializer.SerializeToElement(settings).EnumerateObject().ToDictionary(member => member.Name, member => member.Value),
        Scratch: null,
        Ring: null,
        new Dictionary<string, JsonElement>());

    public string PathOf(params string[] parts) => Path.Combine([Base, .. parts]);

    /// <summary>Everything of a run's scratch targets, by name.</summary>
    public string[] Scratch(string run) =>
        Directory.Exists(PathOf(".fm", "scratch")) ? Directory.GetFileSystemEntries(PathOf(".fm", "scratch"), $"{run}~2F*", SearchOption.TopDirectoryOnly) : [];

    public void Dispose() => Directory.Delete(Base, recursive: true);
}
