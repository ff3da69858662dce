namespace FunctionsMigrator.Core.Operations;

/// <summary>What a host tells its sweep.</summary>
/// <param name="Repository">Folder or address of the metadata repository that the host serves.</param>
public sealed record SweepRequest(string Repository)
{
    /// <summary>The revision whose files tell what there is. Default <c>HEAD</c>.</summary>
    public string Revision { get; init; } = "HEAD";

    /// <summary>
    /// Whether a branch whose head has moved starts the run of its first environment, as its webhook would have done. The first look at a branch only remembers its head.
    /// Default false.
    /// </summary>
    public bool WatchBranches { get; init; }

    /// <summary>
    /// Whether git providers deliver their pushes to the host: a branch is then looked at again when a run of one of its environments has ended, also where branches are not watched.
    /// Default false.
    /// </summary>
    public bool TakesDeliveries { get; init; }

    /// <summary>How long a run that works may stand still before it is reported. Default 2 hours.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromHours(2);
}
