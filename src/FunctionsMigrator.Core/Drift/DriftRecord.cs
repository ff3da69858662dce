using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Drift;

/// <summary>What the last look for drift found in an environment (partition <see cref="Runs.RunPartitions.Drift"/>, key the environment).</summary>
/// <param name="Environment">The environment.</param>
/// <param name="At">When it was looked at.</param>
/// <param name="Run">The run whose bundle it should hold: the last one that ended well.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="State">What was found.</param>
/// <param name="Targets">Targets that do not hold what they should, or could not be compared; at most a hundred, see <see cref="Unlisted"/>.</param>
/// <param name="Findings">What was found on them, at most ten.</param>
public sealed record DriftRecord(
    string Environment, DateTimeOffset At, string Run, string Commit, DriftState State, IReadOnlyList<DriftedTarget> Targets, IReadOnlyList<Finding> Findings)
{
    /// <summary>How many items differ on all targets, also on those that are not listed, and also where they are too many to have a record each.</summary>
    public int Items { get; init; }

    /// <summary>How many more targets there are than <see cref="Targets"/> lists.</summary>
    public int Unlisted { get; init; }

    /// <summary>How many items differ and are left alone by a rule of the environment.</summary>
    public int Ignored { get; init; }

    /// <summary>What it is once these items do not differ any more, or by decision stay as they are.</summary>
    /// <param name="settled">Per target how many.</param>
    public DriftRecord Without(IReadOnlyDictionary<TargetAddress, int> settled)
    {
        IReadOnlyList<DriftedTarget> targets =
        [
            .. Targets.Select(target => target with { Items = Math.Max(0, target.Items - settled.GetValueOrDefault(target.Address)) }).Where(target => target.Items > 0 || !target.Compared),
        ];
        var items = Math.Max(0, Items - settled.Values.Sum());
        var left = targets.Select(target => target.Address.ToString()).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Targets = targets,
            Findings = [.. Findings.Where(finding => Unlisted > 0 || finding.Target is null || left.Contains(finding.Target))],
            Items = items,
            State = items > 0 ? DriftState.Drifted : targets.Count + Unlisted > 0 ? DriftState.Unknown : DriftState.None,
        };
    }
}

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
