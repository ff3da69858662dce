namespace FunctionsMigrator.Core.Deliveries;

/// <summary>A nonce that is good no more.</summary>
/// <param name="At">When it was used.</param>
internal sealed record UsedNonce(DateTimeOffset At);
