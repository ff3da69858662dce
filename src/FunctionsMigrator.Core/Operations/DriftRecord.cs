using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What the last look for drift found in an environment (partition <see cref="Runs.RunPartitions.Drift"/>, key the environment).</summary>
/// <param name="Environment">The environment.</param>
/// <param name="At">When it was looked at.</param>
/// <param name="Run">The run whose bundle it should hold: the last one that ended well.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="State">What was found.</param>
/// <param name="Targets">Targets that do not hold what they should, or could not be compared.</param>
/// <param name="Findings">What was found on them, at most 20.</param>
public sealed record DriftRecord(
    string Environment, DateTimeOffset At, string Run, string Commit, DriftState State, IReadOnlyList<DriftedTarget> Targets, IReadOnlyList<Finding> Findings);

/// <summary>One target that differs.</summary>
/// <param name="Address">The target.</param>
/// <param name="Items">How many items differ.</param>
/// <param name="Compared">Whether it could be compared at all.</param>
public sealed record DriftedTarget(TargetAddress Address, int Items, bool Compared);

/// <summary>What a look for drift found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DriftState>))]
public enum DriftState
{
    /// <summary>Every target holds what the last good run left.</summary>
    None,

    /// <summary>A target holds something else.</summary>
    Drifted,

    /// <summary>Nothing differs where it could be compared; a target could not be.</summary>
    Unknown,
}
