using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>
/// Where instances and their facts live. A <em>run</em> is an instance without a parent together with all its descendants; it is leased as a whole.
/// Every method that writes is one durable transaction: when it returned, the write survives a crash; when it threw, nothing of it stands.
/// A store that cannot be used throws <see cref="Core.Ports.StoreException"/>.
/// </summary>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>Makes an instance without a parent, due at once. Answers false and changes nothing when the id was used before.</summary>
    Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation);

    /// <summary>How an instance stands, or null.</summary>
    Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation);

    /// <summary>All instances without a parent that have not ended, in ordinal order of ids.</summary>
    IAsyncEnumerable<StoredInstance> ListOpenAsync(CancellationToken cancellation);

    /// <summary>The facts of an instance in order; empty when there is none.</summary>
    Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation);

    /// <summary>
    /// Gives the run to the owner for a time, unless somebody holds it and their time is not over; a store that can tell that their process is gone does
    /// not wait for that. Every lease has a higher fence than all before it,
    /// and a run that is leased counts as due, so a crash is noticed when the time is over.
    /// </summary>
    Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Prolongs a lease. Answers false when somebody else has taken the run.</summary>
    Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Gives the run back and notes when it wants to be run again. Does nothing when somebody else has taken it.</summary>
    Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation);

    /// <summary>
    /// Appends facts. Answers false and writes nothing when the lease is no longer the run's last one; this is checked in the same transaction.
    /// Facts from position 0 make a child. <see cref="Woken"/> uses up the instance's rings.
    /// </summary>
    /// <exception cref="InvalidOperationException">The lease is good, but the history does not end where the facts begin.</exception>
    Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation);

    /// <summary>Notes that code and history of an instance part, or (null) that they fit again; its history stays as it is. Answers false as <see cref="AppendAsync"/>.</summary>
    Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation);

    /// <summary>Rings an instance's bell and makes its run due. Answers false when there is no such instance or it has ended.</summary>
    Task<bool> RingAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Whether an instance's bell rang since it was last used up.</summary>
    Task<Bell> HearAsync(string instanceId, CancellationToken cancellation);

    /// <summary>The open runs that nobody holds and that are due: their instant has come, or a bell of theirs rang since they rested.</summary>
    Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation);

    /// <summary>Whether <see cref="ListDueAsync"/> would name the run.</summary>
    Task<bool> IsDueAsync(string root, CancellationToken cancellation);

    /// <summary>Removes up to <paramref name="limit"/> runs that ended before the instant, with all their facts, and gives the space back. Answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation);
}
