using Azure;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// The claim of one partition. The entity <c>!claim</c> says who holds it; beside it stands <c>!holder|NUMBER</c> for that number and for no other: whoever raises the claim replaces the
/// former under its ETag, makes its own holder's entity and removes the former's, in one transaction. Every transaction of a writer touches its holder's entity, so the service itself
/// refuses it once the claim was raised, and transactions of one holder need not wait for each other.
/// </summary>
internal sealed class PartitionClaim(TableClient table, string partition, TargetAddress address)
{
    private const string Holder = "Holder";

    private readonly DoneOnce _held = new();

    /// <summary>The partition.</summary>
    public string Partition { get; } = partition;

    /// <summary>Forgets that the claim was held: somebody may have raised it.</summary>
    public void Forget() => _held.Forget();

    /// <summary>The first operation of every transaction.</summary>
    /// <exception cref="TargetException">TGT021.</exception>
    public async Task<TableTransactionAction> CheckAsync(Claim claim, CancellationToken cancellation)
    {
        await _held.RunAsync(() => HoldAsync(claim, cancellation));
        return new TableTransactionAction(TableTransactionActionType.UpdateMerge, new TableEntity(Partition, TableLayout.HolderRow(claim.Number)), ETag.All);
    }

    /// <summary>Raises the claim to that of a claimant; leaves a higher one.</summary>
    public async Task RaiseAsync(Claim claim, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await ReadAsync(cancellation);
            if (found?.Marker.Claim >= claim.Number || await TryRaiseAsync(claim, found, cancellation))
            {
                return;
            }
        }
    }

    /// <summary>The claim was raised by somebody else.</summary>
    public TargetException Lost(TargetMarker? marker, Claim claim) => new(Claims.Lost(marker, claim) with { Target = address.ToString() });

    private async Task HoldAsync(Claim claim, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await ReadAsync(cancellation);
            if (Claims.Holds(found?.Marker, claim))
            {
                return;
            }

            if (found?.Marker.Claim >= claim.Number)
            {
                throw Lost(found.Marker, claim);
            }

            await EnterAsync(claim, cancellation);
            await TryRaiseAsync(claim, found, cancellation);
        }
    }

    // False when somebody else was first: once more, with what he left.
    private async Task<bool> TryRaiseAsync(Claim claim, State? former, CancellationToken cancellation)
    {
        var holder = TableLayout.HolderRow(claim.Number);
        var entity = new TableEntity(Partition, TableLayout.ClaimRow)
        {
            [nameof(TargetMarker.Store)] = claim.Store,
            [nameof(TargetMarker.Claim)] = claim.Number,
            [nameof(TargetMarker.Run)] = claim.Run,
            [Holder] = holder,
        };
        List<TableTransactionAction> actions =
        [
            former is null ? new(TableTransactionActionType.Add, entity) : new(TableTransactionActionType.UpdateReplace, entity, former.ETag),
            new(TableTransactionActionType.Add, new TableEntity(Partition, holder)),
        ];
        if (former?.Holder is { } row)
        {
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(Partition, row), ETag.All));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

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
            ? new State(
                new TargetMarker(entity.GetString(nameof(TargetMarker.Store)) ?? "", entity.GetInt64(nameof(TargetMarker.Claim)) ?? long.MaxValue, entity.GetString(nameof(TargetMarker.Run))),
                entity.GetString(Holder),
                entity.ETag)
            : null;
    }

    private sealed record State(TargetMarker Marker, string? Holder, ETag ETag);
}
