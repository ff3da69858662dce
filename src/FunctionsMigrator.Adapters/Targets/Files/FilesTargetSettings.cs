using System.ComponentModel;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>The keys of a <c>files</c> target.</summary>
public sealed record FilesTargetSettings
{
    /// <summary>The folder.</summary>
    [Description("The folder, relative to the root of the metadata repository. It is made by the first write.")]
    public required string Path { get; init; }
}
