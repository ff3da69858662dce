namespace FunctionsMigrator.Core.Deliveries;

/// <summary>A push as it was delivered, and what became of it.</summary>
public sealed record Delivery
{
    /// <summary>Its key in the store: provider, id of the delivery, and the number of the push in it.</summary>
    public required string Key { get; init; }

    /// <summary>Who delivered: <c>github</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>What was pushed.</summary>
    public required Push Push { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What became of it.</summary>
    public DeliveryState State { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>The run that it led to.</summary>
    public string? Run { get; init; }
}
