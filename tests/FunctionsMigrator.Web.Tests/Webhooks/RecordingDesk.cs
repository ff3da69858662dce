using FunctionsMigrator.Core.Deliveries;

namespace FunctionsMigrator.Web.Tests.Webhooks;

/// <summary>Takes deliveries down. Whoever holds <see cref="Work"/> back keeps the work behind the answer from ending.</summary>
internal sealed class RecordingDesk : IDeliveryDesk
{
    public List<WebhookMessage> Accepted { get; } = [];

    public Func<CancellationToken, Task> Work { get; set; } = static _ => Task.CompletedTask;

    public int Takes { get; private set; }

    public Task<DeliveryReceipt> AcceptAsync(string provider, WebhookMessage message, CancellationToken cancellation)
    {
        Accepted.Add(message);
        return Task.FromResult(new DeliveryReceipt(message.Delivery, [.. message.Pushes.Select(push => new PushReceipt(push.Ref, push.After, DeliveryState.Accepted))], message.Nothing));
    }

    public Task TakeAsync(CancellationToken cancellation)
    {
        Takes++;
        return Work(cancellation);
    }
}
