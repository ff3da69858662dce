using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>Why driving a run came to a halt.</summary>
internal enum DriveEnd
{
    /// <summary>The run has ended.</summary>
    Ended,

    /// <summary>It only waits for a timer or a person.</summary>
    Waiting,

    /// <summary>Another process drives it.</summary>
    Elsewhere,

    /// <summary>It cannot go on; the problem says why.</summary>
    Stuck,
}

/// <summary>How a run stood when driving it came to a halt.</summary>
/// <param name="End">Why.</param>
/// <param name="NextTimer">When its next timer is over.</param>
/// <param name="Problem">Why it cannot go on.</param>
/// <param name="Owner">Who drives it.</param>
internal sealed record Drive(DriveEnd End, DateTimeOffset? NextTimer = null, Finding? Problem = null, string? Owner = null);
