using System.Text.Json;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Engine;

/// <summary>How an instance stood when an engine stopped driving it.</summary>
/// <param name="State">Why it stopped.</param>
/// <param name="Output">The answer: <see cref="DriveState.Completed"/>.</param>
/// <param name="Problem">Why not, with code and remedy: <see cref="DriveState.Failed"/>, <see cref="DriveState.Diverged"/>, <see cref="DriveState.Unavailable"/>.</param>
/// <param name="NextTimer">When its next timer is over: <see cref="DriveState.Waiting"/>, and <see cref="DriveState.Diverged"/> when others of the run wait.</param>
/// <param name="Owner">Who drives it: <see cref="DriveState.LeasedElsewhere"/>.</param>
/// <param name="LeasedUntil">Until when, unless they prolong it: <see cref="DriveState.LeasedElsewhere"/>.</param>
public sealed record DriveOutcome(
    DriveState State, JsonElement? Output = null, Finding? Problem = null, DateTimeOffset? NextTimer = null, string? Owner = null, DateTimeOffset? LeasedUntil = null)
{
    /// <summary>Whether the instance has ended.</summary>
    public bool Final => State is DriveState.Completed or DriveState.Failed;
}
