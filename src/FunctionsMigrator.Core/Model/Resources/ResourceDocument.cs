using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>One resource: a document of one of the six resource kinds.</summary>
public abstract record ResourceDocument : MetadataDocument
{
    /// <summary>Which kind it is.</summary>
    [JsonIgnore]
    public abstract ResourceKind Kind { get; }

    /// <summary>Name of the target that holds it, in every environment.</summary>
    [Description("Name of the target that holds it, in every environment.")]
    public required string Target { get; init; }

    /// <summary>Resources that must be applied first, of any kind.</summary>
    [Description("Resources that must be applied first, of any kind.")]
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What happens when an item was changed in git and on the target.</summary>
    [Description("When an item changed in git and on the target: 'fail' (default), 'take-git' or 'keep-live'.")]
    public ConflictRule Conflicts { get; init; } = ConflictRule.Fail;

    /// <summary>Items (keys, or columns of reference data) whose values are shown nowhere.</summary>
    [Description("Keys of items (or columns of reference data) whose values are never shown.")]
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>Whether items that leave git are deleted. SQL scripts are never pruned.</summary>
    [Description("Whether items that leave git are deleted from the target. Default false: they are released.")]
    public bool Prune { get; init; }
}
