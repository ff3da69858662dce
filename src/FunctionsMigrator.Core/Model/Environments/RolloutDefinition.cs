using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>How a change is rolled out.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The waves in order. Together they reach every unit.</summary>
    [Description("The waves in order; the last one must reach 100 percent.")]
    [MinLength(1)]
    public IReadOnlyList<WaveDefinition> Waves { get; init; } = [new WaveDefinition { Percent = 100 }];

    /// <summary>Analyses of every wave that does not name its own.</summary>
    [Description("Analyses measured in every wave that does not name its own.")]
    public IReadOnlyList<string> Analyses { get; init; } = [];

    /// <summary>How many units may fail before the run stops.</summary>
    [Description("How many units may fail before the run stops. Default 0.")]
    [Range(0, int.MaxValue)]
    public int MaxFailures { get; init; }

    /// <summary>What happens when too many fail.</summary>
    [Description("'rollback' (default) takes everything back; 'hold' pauses for a person.")]
    public OnFailure OnFailure { get; init; } = OnFailure.Rollback;
}
