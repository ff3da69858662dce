namespace FunctionsMigrator.Engine.Stores;

/// <summary>A lease, or who has it. Exactly one of the two is there.</summary>
/// <param name="Granted">The lease.</param>
/// <param name="HeldBy">Who holds the run.</param>
/// <param name="HeldUntil">When their time is over unless they prolong it.</param>
public sealed record LeaseAnswer(Lease? Granted, string? HeldBy = null, DateTimeOffset? HeldUntil = null);
