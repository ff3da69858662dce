using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>Deliveries over the store and the engine of this host.</summary>
/// <param name="services">The outside.</param>
/// <param name="workflows">The engine.</param>
/// <param name="request">What the host tells its sweep.</param>
/// <param name="metadata">Reads metadata; shared with the sweep.</param>
/// <param name="provider">Address of the repository at its provider, whose pushes alone count; null: nobody said, and those of every repository do.</param>
public sealed class DeliveryDesk(MigratorServices services, IWorkflowClient workflows, SweepRequest request, CommittedMetadata metadata, Uri? provider = null) : IDeliveryDesk
{
    private readonly DeliveryStore _deliveries = new(services.Store.Records);

    /// <inheritdoc/>
    public async Task<DeliveryReceipt> AcceptAsync(string provider, WebhookMessage message, CancellationToken cancellation)
    {
        var receipts = new List<PushReceipt>();
        foreach (var (number, push) in message.Pushes.Index())
        {
            var why = WhyNothing(push);
            var stored = await _deliveries.AddAsync(
                new Delivery
                {
                    Key = DeliveryStore.KeyOf(provider, message.Delivery, number),
                    Provider = provider,
                    Id = message.Delivery,
                    Push = push,
                    ReceivedAt = services.Time.GetUtcNow(),
                    State = why is null ? DeliveryState.Accepted : DeliveryState.Nothing,
                    Reason = why,
                },
                cancellation);
            receipts.Add(new PushReceipt(push.Ref, push.After, stored.State, stored.Reason, stored.Run));
        }

        return new DeliveryReceipt(message.Delivery, receipts, message.Nothing);
    }

    /// <inheritdoc/>
    public Task TakeAsync(CancellationToken cancellation) => new Sweeper(services, workflows, metadata).TakeDeliveriesAsync(request, cancellation);

    private string? WhyNothing(Push push) => push switch
    {
        _ when provider is not null && !push.IsOf(provider) => $"this host serves another repository than {push.Repository}",
        { After: null } => "it was deleted",
        { Branch: null } => "it is no branch",
        _ => null,
    };
}
