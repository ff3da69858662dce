namespace FunctionsMigrator.Core.Deliveries;

/// <summary>Where proven deliveries are handed in.</summary>
public interface IDeliveryDesk
{
    /// <summary>Stores what a delivery tells. What was accepted is never lost, and nothing slow is done here: no git, no run.</summary>
    /// <param name="provider">Name of the provider that proved it.</param>
    /// <param name="message">What it tells.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<DeliveryReceipt> AcceptAsync(string provider, WebhookMessage message, CancellationToken cancellation);

    /// <summary>Looks at the branches of what was accepted, now instead of with the next sweep. What cannot be done stays for that.</summary>
    Task TakeAsync(CancellationToken cancellation);
}
