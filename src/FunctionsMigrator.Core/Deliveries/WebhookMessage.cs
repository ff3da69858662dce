namespace FunctionsMigrator.Core.Deliveries;

/// <summary>What a delivery tells.</summary>
/// <param name="Delivery">The provider's id, the same when it delivers again.</param>
/// <param name="Pushes">What was pushed, a branch or tag each.</param>
/// <param name="Nothing">Where nothing was pushed: what it is instead, for people.</param>
public sealed record WebhookMessage(string Delivery, IReadOnlyList<Push> Pushes, string? Nothing = null);
