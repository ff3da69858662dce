using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Timed;

/// <summary>Where a target without transactions keeps its <see cref="TimedBook"/>: one thing with a version, read and replaced as a whole.</summary>
internal interface ITimedBookkeeping
{
    /// <summary>The target, for messages.</summary>
    TargetAddress Address { get; }

    /// <summary>How long one request may take. A writer that says nothing any more is waited for three times as long.</summary>
    TimeSpan Timeout { get; }

    /// <summary>What stands there, with its version; null when nothing does.</summary>
    /// <exception cref="TargetException">It has another form, or no version.</exception>
    Task<(TimedBook Book, string Version)?> ReadAsync(CancellationToken cancellation);

    /// <summary>Writes where this version stands (null: nothing) and answers the new version; null when something else stands there.</summary>
    Task<string?> TryWriteAsync(TimedBook book, string? version, CancellationToken cancellation);

    /// <summary>Called after every claim: a medium whose conditions are not known to hold is asked to show that they do.</summary>
    /// <exception cref="TargetException">They do not.</exception>
    Task ProveAsync(TimedBook book, CancellationToken cancellation) => Task.CompletedTask;
}
