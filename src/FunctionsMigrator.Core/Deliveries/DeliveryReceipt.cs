namespace FunctionsMigrator.Core.Deliveries;

/// <summary>What a provider is answered.</summary>
/// <param name="Delivery">The id of the delivery.</param>
/// <param name="Pushes">What became of each push so far.</param>
/// <param name="Nothing">Where it tells of no push: what it is.</param>
public sealed record DeliveryReceipt(string Delivery, IReadOnlyList<PushReceipt> Pushes, string? Nothing = null);

/// <summary>One push of a delivery.</summary>
/// <param name="Ref">The branch or tag.</param>
/// <param name="After">The commit; null: deleted.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Run">The run that it led to.</param>
public sealed record PushReceipt(string Ref, string? After, DeliveryState State, string? Reason = null, string? Run = null);
