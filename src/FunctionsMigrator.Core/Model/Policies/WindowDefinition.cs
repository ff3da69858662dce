using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>A weekly window.</summary>
public sealed record WindowDefinition
{
    /// <summary>Days and times, such as <c>Mon-Thu 09:00-16:00</c> or <c>Mon,Wed 22:00-02:00</c>; from included, to not.</summary>
    [Description("Days and times, such as 'Mon-Thu 09:00-16:00'; from included, to not.")]
    public required string Allow { get; init; }

    /// <summary>IANA zone.</summary>
    [Description("IANA time zone, such as Europe/Berlin.")]
    public required string Zone { get; init; }

    /// <summary>What happens to a run that is writing when the window ends.</summary>
    [Description("What a running rollout does when the window has ended before its next wave: 'finish' (default), 'pause' until a window opens, or 'rollback'.")]
    public Overrun Overrun { get; init; } = Overrun.Finish;

    /// <summary>The same, by how far the rollout is.</summary>
    [Description("The same, by how far the rollout is.")]
    public OverrunPhases OverrunPhases { get; init; } = new();
}
