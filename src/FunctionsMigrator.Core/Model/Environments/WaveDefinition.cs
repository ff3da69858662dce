using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>One wave: exactly one of <see cref="Ring"/> and <see cref="Percent"/> says which units.</summary>
public sealed record WaveDefinition
{
    /// <summary>All units of this ring.</summary>
    [Description("All units of this ring.")]
    public string? Ring { get; init; }

    /// <summary>Cumulative share of all units, rounded up, in file order; from 1 to 100.</summary>
    [Description("Cumulative share of all units in percent, rounded up, in file order.")]
    [Range(1, 100)]
    public int? Percent { get; init; }

    /// <summary>How long the wave is watched before the next one starts.</summary>
    [Description("How long the wave is watched before the next one starts, such as 10m. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Bake { get; init; }

    /// <summary>Analyses of this wave instead of the rollout's.</summary>
    [Description("Analyses of this wave instead of the rollout's.")]
    public IReadOnlyList<string>? Analyses { get; init; }
}
