using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>How a change is rolled out.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The waves in order. Together they reach every unit.</summary>
    [Description("The waves in order; the last one must reach 100 percent.")]
    public IReadOnlyList<WaveDefinition> Waves { get; init; } = [new WaveDefinition { Percent = 100 }];

    /// <summary>Analyses of every wave that does not name its own.</summary>
    [Description("Analyses measured in every wave that does not name its own.")]
    public IReadOnlyList<string> Analyses { get; init; } = [];

    /// <summary>How many units may fail before the run stops.</summary>
    [Description("How many units may fail before the run stops. Default 0.")]
    public int MaxFailures { get; init; }

    /// <summary>What happens when too many fail.</summary>
    [Description("'rollback' (default) takes everything back; 'hold' pauses for a person.")]
    public OnFailure OnFailure { get; init; } = OnFailure.Rollback;
}

/// <summary>What happens on failure.</summary>
[JsonConverter(typeof(KebabEnumConverter<OnFailure>))]
public enum OnFailure
{
    /// <summary>Everything that was changed is taken back.</summary>
    Rollback,

    /// <summary>The run pauses for a person.</summary>
    Hold,
}

/// <summary>One wave: exactly one of <see cref="Ring"/> and <see cref="Percent"/> says which units.</summary>
public sealed record WaveDefinition
{
    /// <summary>All units of this ring.</summary>
    [Description("All units of this ring.")]
    public string? Ring { get; init; }

    /// <summary>Cumulative share of all units, rounded up, in file order; from 1 to 100.</summary>
    [Description("Cumulative share of all units in percent, rounded up, in file order.")]
    public int? Percent { get; init; }

    /// <summary>How long the wave is watched before the next one starts.</summary>
    [Description("How long the wave is watched before the next one starts, such as 10m. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Bake { get; init; }

    /// <summary>Analyses of this wave instead of the rollout's.</summary>
    [Description("Analyses of this wave instead of the rollout's.")]
    public IReadOnlyList<string>? Analyses { get; init; }
}
