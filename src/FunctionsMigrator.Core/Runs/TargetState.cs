using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Runs;

/// <summary>Where one target of a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetProgress>))]
public enum TargetProgress
{
    /// <summary>Compared; changes are planned.</summary>
    Planned,

    /// <summary>Compared; nothing to do.</summary>
    Unchanged,

    /// <summary>Its changes are being written.</summary>
    Applying,

    /// <summary>Written and verified.</summary>
    Applied,

    /// <summary>Could not be written or verified.</summary>
    Failed,

    /// <summary>Left out by a decision.</summary>
    Skipped,

    /// <summary>Taken back and verified.</summary>
    Restored,

    /// <summary>Could not be taken back completely.</summary>
    NotRestored,
}

/// <summary>State of one target of a run (partition <see cref="RunPartitions.Targets"/>, key the address).</summary>
/// <param name="Address">The target.</param>
/// <param name="Progress">Where it stands.</param>
/// <param name="Wave">Its wave, from 1; 0 when it has no changes.</param>
/// <param name="Changes">Number of changes planned.</param>
/// <param name="Done">Number of changes written (or taken back).</param>
/// <param name="Message">What went wrong.</param>
public sealed record TargetState(TargetAddress Address, TargetProgress Progress, int Wave, int Changes, int Done = 0, string? Message = null);
