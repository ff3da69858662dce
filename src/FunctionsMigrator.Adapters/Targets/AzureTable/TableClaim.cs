using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Raises the claim of a table: first in the marker, then in every partition that was ever written.</summary>
internal sealed class TableClaim(TableClient table, TargetAddress address, AzureTargetOptions options)
{
    private static readonly TimeSpan KeepRemoved = TimeSpan.FromDays(30);

    public async Task<Claim> RaiseAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var what = $"target claim {address}";
        await options.Observer.BeforeAsync(what, cancellation);
        var (claim, former) = await EnterAsync(request, cancellation);
        foreach (var partition in former?.Partitions ?? [])
        {
            var raised = new PartitionClaim(table, partition, address);
            await raised.RaiseAsync(claim, cancellation);
            await ForgetOldAsync(raised, claim, former?.Marker.Run, cancellation);
        }

        await options.Observer.AfterAsync(what, cancellation);
        return claim;
    }

    private async Task<(Claim Claim, TableMarker.State? Former)> EnterAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var marker = new TableMarker(table, address);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var former = await marker.ReadAsync(cancellation);
            if (former is not null && former.Marker.Store != request.Store && !request.TakeOver)
            {
                throw new TargetException(Claims.OtherStore(former.Marker, request) with { Target = address.ToString() });
            }

            var claim = new Claim(request.Store, request.Run, (former?.Marker.Claim ?? 0) + 1);
            try
            {
                if (await marker.TryWriteAsync(new TargetMarker(claim.Store, claim.Number, claim.Run), former?.Partitions ?? [], former, cancellation))
                {
                    return (claim, former);
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableNotFound)
            {
                await table.CreateIfNotExistsAsync(cancellation);
            }
        }
    }

    // Receipts of the last two runs are kept, and what was removed in the last days. Under the claim: a claimant that was overtaken must not forget what its heir needs.
    private async Task ForgetOldAsync(PartitionClaim partition, Claim claim, string? formerRun, CancellationToken cancellation)
    {
        var keep = new[] { claim.Run, formerRun ?? claim.Run }.Select(TableLayout.ReceiptsOf).ToArray();
        var oldest = (options.Time.GetUtcNow() - KeepRemoved).UtcTicks;
        var old = new List<TableEntity>();
        await foreach (var entity in TableRead.QueryAsync(
            table, TableLayout.PrefixFilter(partition.Partition, "!r"), cancellation, "PartitionKey", "RowKey", RemovedEntities.At))
        {
            var isOld = entity.RowKey.StartsWith(TableLayout.ReceiptPrefix, StringComparison.Ordinal)
                ? !keep.Any(prefix => entity.RowKey.StartsWith(prefix, StringComparison.Ordinal))
                : entity.TryGetValue(RemovedEntities.At, out var at) && at is long ticks && ticks < oldest;
            if (isOld)
            {
                old.Add(entity);
            }

            if (old.Count == TableLimits.Operations - 1)
            {
                await DeleteAsync(partition, claim, old, cancellation);
            }
        }

        await DeleteAsync(partition, claim, old, cancellation);
    }

    private async Task DeleteAsync(PartitionClaim partition, Claim claim, List<TableEntity> old, CancellationToken cancellation)
    {
        if (old.Count == 0)
        {
            return;
        }

        var check = await partition.CheckAsync(claim, cancellation);
        try
        {
            await table.SubmitTransactionAsync(
                [check, .. old.Select(entity => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(entity.PartitionKey, entity.RowKey), ETag.All))], cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            // Somebody claimed since, or forgot them already; the next claim looks again.
            partition.Forget();
        }

        old.Clear();
    }
}
