using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>What happens at the end of a window, by how far the rollout is.</summary>
public sealed record OverrunPhases
{
    /// <summary>While only the canary holds the new bundle.</summary>
    [Description("While only the first wave holds the new bundle. Default: what 'overrun' says.")]
    public Overrun? Canary { get; init; }

    /// <summary>Once more than the canary does.</summary>
    [Description("Once more than the first wave holds it. Default: what 'overrun' says.")]
    public Overrun? Waves { get; init; }
}
