using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Rollout;

/// <summary>The units that are changed together.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bake">How long it is watched.</param>
/// <param name="Analyses">What is measured meanwhile.</param>
/// <param name="Groups">The targets with changes, in groups of whole units of at most fifty targets where a unit is not larger by itself.</param>
/// <param name="Rule">What holds for it besides; null: nothing does.</param>
/// <param name="AdvancedBy">Behind a gate: the roles of which one is needed to open it; null: every operator may.</param>
public sealed record Wave(
    int Number, TimeSpan Bake, IReadOnlyList<string> Analyses, IReadOnlyList<WaveGroup> Groups, WaveRule? Rule = null, IReadOnlyList<string>? AdvancedBy = null)
{
    /// <summary>All targets of the wave.</summary>
    public IEnumerable<TargetWave> Targets() => Groups.SelectMany(group => group.Targets);
}

/// <summary>Targets that one child run changes.</summary>
public sealed record WaveGroup(IReadOnlyList<TargetWave> Targets);

/// <summary>One target of a wave.</summary>
/// <param name="Address">The target.</param>
/// <param name="Plan">Name of the blob with its plan.</param>
/// <param name="Segments">Lines that are written in one go, in the order of dependencies inside the unit.</param>
public sealed record TargetWave(TargetAddress Address, string Plan, IReadOnlyList<Segment> Segments);

/// <summary>Consecutive lines of a target's plan.</summary>
/// <param name="Round">The unit's rounds run one behind the other; the segments of one round run side by side.</param>
/// <param name="First">First line, from 0.</param>
/// <param name="Last">Last line, included.</param>
public sealed record Segment(int Round, int First, int Last);
