using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>How a change is rolled out.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The waves in order. Together they reach every unit.</summary>
    [Description("The waves in order; the last one says percent: 100 or rest: true.")]
    [MinLength(1)]
    public IReadOnlyList<WaveDefinition> Waves { get; init; } = [new WaveDefinition { Percent = 100 }];

    /// <summary>Analyses of every wave that does not name its own.</summary>
    [Description("Analyses measured in every wave that does not name its own.")]
    public IReadOnlyList<string> Analyses { get; init; } = [];

    /// <summary>Analyses that are measured during the whole rollout, in every region that has been changed.</summary>
    [Description("Analyses measured during the whole rollout, also while a wave is written, in every region that has been changed so far.")]
    public IReadOnlyList<string>? Background { get; init; }

    /// <summary>How many units may fail before the run stops.</summary>
    [Description("How many units may fail before the run stops. Default 0.")]
    [Range(0, int.MaxValue)]
    public int MaxFailures { get; init; }

    /// <summary>How long a step about one target may go without an answer before the target counts as failed; null: six hours.</summary>
    [Description("How long a step about one target may go without an answer before the target counts as failed, such as 30m. Default 6h. Longer than the longest single statement or document.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan? TargetTimeout { get; init; }

    /// <summary>What happens when too many fail.</summary>
    [Description("'rollback' (default) takes everything back; 'hold' pauses for a person.")]
    public OnFailure OnFailure { get; init; } = OnFailure.Rollback;
}
