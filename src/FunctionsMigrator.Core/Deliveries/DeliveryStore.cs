using System.Globalization;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>
/// The records of deliveries. A push is stored once by the id of its delivery and once by what it says; while it is to be looked at it stands among the open ones too, so that a look
/// every minute costs one short list.
/// </summary>
/// <param name="records">The store.</param>
public sealed class DeliveryStore(IRecordStore records)
{
    private const string ExpiryKey = "deliveries";
    private const int LongestId = 200;

    /// <summary>How long what was done is remembered, and a push that was delivered before is recognised.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan ExpireEvery = TimeSpan.FromHours(1);

    /// <summary>Key of a push of a delivery.</summary>
    public static string KeyOf(string provider, string id, int push) =>
        $"{provider}/{(id.Length <= LongestId ? id : Digest.Of(id).Hex)}/{push.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>
    /// Stores a push. Answers it as it stands: what was stored before, by the delivery's id or by what it says, is a duplicate. One that was stored and is still to be looked at is
    /// among the open ones afterwards, also where the process died between the two.
    /// </summary>
    public async Task<Delivery> AddAsync(Delivery delivery, CancellationToken cancellation)
    {
        var found = delivery;
        if (await records.TryCreateAsync(RunPartitions.Deliveries, delivery.Key, delivery, cancellation) is null)
        {
            found = await FindAsync(delivery.Key, cancellation) ?? delivery;
            if (found.State is DeliveryState.Accepted)
            {
                await OpenAsync(found, cancellation);
            }

            return found with { State = DeliveryState.Duplicate, Reason = "it was delivered before" };
        }

        if (delivery.State is not DeliveryState.Accepted)
        {
            return delivery;
        }

        var content = delivery.Push.Content.Hex;
        if (await records.TryCreateAsync(RunPartitions.PushContents, content, new Told(delivery.Key, delivery.ReceivedAt), cancellation) is null
            && (await records.GetAsync(RunPartitions.PushContents, content, cancellation))?.Read<Told>() is { } told && told.Delivery != delivery.Key)
        {
            // A branch that went back and came again pushes the same twice; a look more starts nothing that is there.
            var first = await FindAsync(told.Delivery, cancellation);
            var again = await SetAsync(delivery with { State = DeliveryState.Duplicate, Reason = "the same push was delivered before", Run = first?.Run }, cancellation);
            await OpenAsync(first is { State: DeliveryState.Accepted } ? first : again, cancellation);
            return again;
        }

        await OpenAsync(delivery, cancellation);
        return delivery;
    }

    /// <summary>A push by its key.</summary>
    public async Task<Delivery?> FindAsync(string key, CancellationToken cancellation) => (await records.GetAsync(RunPartitions.Deliveries, key, cancellation))?.Read<Delivery>();

    /// <summary>What is to be looked at, in the order of arrival.</summary>
    public async Task<IReadOnlyList<Delivery>> OpenAsync(CancellationToken cancellation)
    {
        var open = new List<Delivery>();
        await foreach (var stored in records.ListAsync(RunPartitions.OpenDeliveries, "", cancellation))
        {
            open.Add(stored.Read<Delivery>());
        }

        return [.. open.OrderBy(delivery => delivery.ReceivedAt).ThenBy(delivery => delivery.Key, StringComparer.Ordinal)];
    }

    /// <summary>Writes down what became of a push, and that nobody needs to look at it any more.</summary>
    public async Task CloseAsync(Delivery delivery, CancellationToken cancellation)
    {
        await SetAsync(delivery, cancellation);
        await DeleteAsync(RunPartitions.OpenDeliveries, delivery.Key, cancellation);
    }

    /// <summary>Forgets what is older than <see cref="Kept"/>. Looks once an hour, whoever asks how often.</summary>
    public async Task ExpireAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var last = (await records.GetAsync(RunPartitions.Hosts, ExpiryKey, cancellation))?.Read<Expired>();
        if (last is not null && last.At + ExpireEvery > now)
        {
            return;
        }

        await records.SetAsync<Expired>(RunPartitions.Hosts, ExpiryKey, _ => new Expired(now), cancellation);
        await foreach (var stored in records.ListAsync(RunPartitions.Deliveries, "", cancellation))
        {
            if (stored.Read<Delivery>() is { State: not DeliveryState.Accepted } past && past.ReceivedAt + Kept <= now)
            {
                await records.TryDeleteAsync(stored.Partition, stored.Key, stored.ETag, cancellation);
            }
        }

        await foreach (var stored in records.ListAsync(RunPartitions.PushContents, "", cancellation))
        {
            if (stored.Read<Told>().At + Kept <= now)
            {
                await records.TryDeleteAsync(stored.Partition, stored.Key, stored.ETag, cancellation);
            }
        }

        // A signature is good for minutes, and so long its nonce must be known.
        await foreach (var stored in records.ListAsync(RunPartitions.Nonces, "", cancellation))
        {
            if (stored.Read<UsedNonce>().At + ExpireEvery <= now)
            {
                await records.TryDeleteAsync(stored.Partition, stored.Key, stored.ETag, cancellation);
            }
        }
    }

    private async Task OpenAsync(Delivery delivery, CancellationToken cancellation) =>
        await records.TryCreateAsync(RunPartitions.OpenDeliveries, delivery.Key, delivery, cancellation);

    private Task<Delivery> SetAsync(Delivery delivery, CancellationToken cancellation) =>
        records.SetAsync<Delivery>(RunPartitions.Deliveries, delivery.Key, _ => delivery, cancellation);

    private async Task DeleteAsync(string partition, string key, CancellationToken cancellation)
    {
        if (await records.GetAsync(partition, key, cancellation) is { } stored)
        {
            await records.TryDeleteAsync(partition, key, stored.ETag, cancellation);
        }
    }

    private sealed record Told(string Delivery, DateTimeOffset At);

    private sealed record Expired(DateTimeOffset At);
}
