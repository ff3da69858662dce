namespace FunctionsMigrator.Engine.Stores.Records;

/// <summary>The record of a run that has not ended: who holds it and when it wants to be run.</summary>
/// <param name="Owner">Who holds it; null when nobody does.</param>
/// <param name="Fence">Fence of the last lease.</param>
/// <param name="ExpiresAt">When the owner's time is over.</param>
/// <param name="DueAt">When it wants to be run; null when only a bell can make it due.</param>
/// <param name="Heard">The rings that were looked at when it was given back.</param>
internal sealed record OpenRun(string? Owner, long Fence, DateTimeOffset ExpiresAt, DateTimeOffset? DueAt, long Heard)
{
    /// <summary>A run that was just made.</summary>
    public static OpenRun New { get; } = new(null, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0);

    /// <summary>Whether somebody holds it whose time is not over.</summary>
    public bool IsHeld(DateTimeOffset now) => Owner is not null && ExpiresAt > now;

    /// <summary>Whether the lease is the last one and was not given back.</summary>
    public bool Belongs(Lease lease) => Owner == lease.Owner && Fence == lease.Fence;
}

/// <summary>How often the bells of a run rang.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Instances">By instance.</param>
internal sealed record RunBells(long Total, IReadOnlyDictionary<string, long> Instances)
{
    /// <summary>No bell rang.</summary>
    public static RunBells Silent { get; } = new(0, new Dictionary<string, long>());

    /// <summary>The bells after one more ring.</summary>
    public RunBells Ring(string instance) =>
        new(Total + 1, new Dictionary<string, long>(Instances, StringComparer.Ordinal) { [instance] = Instances.GetValueOrDefault(instance) + 1 });
}
