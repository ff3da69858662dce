namespace FunctionsMigrator.Core.Signatures;

/// <summary>When a signed commit was first seen, and found good, while its key was valid.</summary>
/// <param name="At">When.</param>
internal sealed record CommitArrival(DateTimeOffset At);
