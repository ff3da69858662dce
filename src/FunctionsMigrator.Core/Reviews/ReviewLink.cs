using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What the link in a mail or card points at (partition <see cref="RunPartitions.ReviewLinks"/>, key the SHA-256 of its token). A pointer, never an authority.</summary>
/// <param name="Run">The run.</param>
/// <param name="Plan">The plan that it was sent about.</param>
/// <param name="Person">Short name of whom it was sent to; null: to a channel, so that whoever signs in may use it.</param>
/// <param name="ExpiresAt">The first instant at which it opens nothing any more.</param>
/// <param name="UsedAt">When somebody decided by it; null: nobody did.</param>
/// <param name="UsedBy">Name of the caller who did.</param>
/// <param name="UsedFor">What was decided.</param>
public sealed record ReviewLink(
    string Run, Digest Plan, string? Person, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt = null, string? UsedBy = null, CommandKind? UsedFor = null);
