using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>One wave: exactly one of <see cref="Ring"/>, <see cref="Label"/>, <see cref="Percent"/>, <see cref="Count"/> and <see cref="Rest"/> says which units.</summary>
public sealed record WaveDefinition
{
    /// <summary>All units of this ring.</summary>
    [Description("All units of this ring.")]
    public string? Ring { get; init; }

    /// <summary>All units with this label.</summary>
    [Description("All units with this label: of the region, or of the tenants file's column labels.")]
    public string? Label { get; init; }

    /// <summary>Cumulative share of all units, rounded up, in file order; from 1 to 100.</summary>
    [Description("Cumulative share of all units in percent, rounded up, in file order.")]
    [Range(1, 100)]
    public int? Percent { get; init; }

    /// <summary>So many of the units that no earlier wave took, in file order.</summary>
    [Description("So many of the units that no earlier wave took, in file order.")]
    [Range(1, int.MaxValue)]
    public int? Count { get; init; }

    /// <summary>All units that no earlier wave took.</summary>
    [Description("true: all units that no earlier wave took. Only the last wave may say so.")]
    public bool? Rest { get; init; }

    /// <summary>How many units are written at a time; null: as many as the engine takes.</summary>
    [Description("At most so many units at a time: they are written and read back before the next ones begin, and no further ones begin once more have failed than may. Default: all side by side.")]
    [Range(1, 50)]
    public int? MaxParallel { get; init; }

    /// <summary>In which order the units are written; null: that of the files.</summary>
    [Description("In which order the units are written: 'file' (default), 'name', or 'fewest-changes' first.")]
    public WaveOrder? Order { get; init; }

    /// <summary>How many units of the wave may fail; null: as many as of the whole run.</summary>
    [Description("How many units of this wave may fail before the run stops. Default: as many as the rollout's maxFailures, which counts over all waves and holds besides.")]
    [Range(0, int.MaxValue)]
    public int? MaxFailures { get; init; }

    /// <summary>How long the wave is watched before the next one starts.</summary>
    [Description("How long the wave is watched before the next one starts, such as 10m. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Bake { get; init; }

    /// <summary>Analyses of this wave instead of the rollout's.</summary>
    [Description("Analyses of this wave instead of the rollout's.")]
    public IReadOnlyList<string>? Analyses { get; init; }

    /// <summary>What the run waits for behind the wave and its bake; null: nothing.</summary>
    [Description("'until advanced': behind this wave and its bake the run waits for a person (`fm advance RUN`).")]
    public WavePause? Pause { get; init; }

    /// <summary>Roles of People of which whoever advances the run behind this wave must have one; null: every operator may.</summary>
    [Description("Roles of People of which whoever advances the run behind this wave must have one. Default: every operator may.")]
    public IReadOnlyList<string>? AdvancedBy { get; init; }
}
