using Azure;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// The claim of one partition: the entity <c>!claim</c>. Every transaction of a writer replaces it under the ETag that it was read with, so the service itself compares
/// the claim at the instant of the write; whoever claims later has replaced it by a higher one.
/// </summary>
internal sealed class PartitionClaim(TableClient table, string partition, TargetAddress address)
{
    private State? _known;

    /// <summary>The partition.</summary>
    public string Partition { get; } = partition;

    /// <summary>Forgets what was read: somebody may have changed it.</summary>
    public void Forget() => _known = null;

    /// <summary>The first operation of every transaction.</summary>
    /// <exception cref="TargetException">TGT021.</exception>
    public async Task<TableTransactionAction> CheckAsync(Claim claim, CancellationToken cancellation)
    {
        _known ??= await ReadAsync(cancellation);
        if (_known is { } held && !(held.Marker.Claim < claim.Number || Claims.Holds(held.Marker, claim)))
        {
            throw Lost(held.Marker, claim);
        }

        if (_known is null || _known.Marker.Claim < claim.Number)
        {
            await EnterAsync(claim, cancellation);
        }

        var entity = Entity(claim);
        return _known is null
            ? new TableTransactionAction(TableTransactionActionType.Add, entity)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, _known.ETag);
    }

    /// <summary>Takes over the answer to the transaction whose first operation was that of <see cref="CheckAsync"/>.</summary>
    public void Done(Claim claim, Response answer) =>
        _known = answer.Headers.ETag is { } etag ? new State(new TargetMarker(claim.Store, claim.Number, claim.Run), etag) : null;

    /// <summary>Raises the claim to that of a claimant; leaves a higher one.</summary>
    public async Task RaiseAsync(Claim claim, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await ReadAsync(cancellation);
            if (found is not null && found.Marker.Claim >= claim.Number)
            {
                return;
            }

            try
            {
                var answer = found is null
                    ? await table.AddEntityAsync(Entity(claim), cancellation)
                    : await table.UpdateEntityAsync(Entity(claim), found.ETag, TableUpdateMode.Replace, cancellation);
                Done(claim, answer);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // A writer's transaction came between: once more, with what it left.
            }
        }
    }

    /// <summary>The claim was raised by somebody else.</summary>
    public TargetException Lost(TargetMarker? marker, Claim claim) => new(Claims.Lost(marker, claim) with { Target = address.ToString() });

    // Before the first write of a partition its name stands in the marker: who claims later finds it there.
    private async Task EnterAsync(Claim claim, CancellationToken cancellation)
    {
        var marker = new TableMarker(table, address);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var state = await marker.ReadAsync(cancellation);
            if (!Claims.Holds(state?.Marker, claim))
            {
                throw Lost(state?.Marker, claim);
            }

            if (state!.Partitions.Contains(Partition) || await marker.TryWriteAsync(state.Marker, [.. state.Partitions, Partition], state, cancellation))
            {
                return;
            }
        }
    }

    private async Task<State?> ReadAsync(CancellationToken cancellation)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, TableLayout.ClaimRow, cancellationToken: cancellation);
        return found is { HasValue: true, Value: { } entity }
            ? new State(new TargetMarker(entity.GetString(nameof(TargetMarker.Store)) ?? "", entity.GetInt64(nameof(TargetMarker.Claim)) ?? long.MaxValue, entity.GetString(nameof(TargetMarker.Run))), entity.ETag)
            : null;
    }

    private TableEntity Entity(Claim claim) => new(Partition, TableLayout.ClaimRow)
    {
        [nameof(TargetMarker.Store)] = claim.Store,
        [nameof(TargetMarker.Claim)] = claim.Number,
        [nameof(TargetMarker.Run)] = claim.Run,
    };

    private sealed record State(TargetMarker Marker, ETag ETag);
}
