using System.ComponentModel;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>The keys of a <c>sqlite</c> target.</summary>
public sealed record SqliteTargetSettings
{
    /// <summary>The database file.</summary>
    [Description("The database file, relative to the root of the metadata repository. It is made by the first write.")]
    public required string Path { get; init; }
}
