using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>One container as a target.</summary>
internal sealed class AzureBlobTarget(
    TargetBinding binding, BlobContainerClient container, TargetAccess access, AzureTargetOptions options, BlobTimes times, Func<TimeSpan, CancellationToken, Task> wait)
    : AzureTarget(binding, access, AzureBlobTargetType.Held), ITarget
{
    private const int ReadsAtOnce = 8;

    private readonly BlobMarker _marker = new(container, binding.Address);
    private readonly BlobDocuments _documents = new(container, binding, options.Time);

    // Receipts are kept between the batches of one step.
    private (Claim Claim, BlobReceipts Receipts)? _receipts;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(async () => (await _marker.ReadAsync(cancellation))?.Marker, cancellation);

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(() => new BlobClaim(container, Binding.Address, options, times, wait).RaiseAsync(request, cancellation), cancellation);
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation)
    {
        RequireKind(slice);
        return ItemsAsync(slice, cancellation).Guard(exception => cancellation.IsCancellationRequested ? null : Explain(exception), cancellation);
    }

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        RequireKind(slice);
        ConditionalWrite.Require(keys);
        return await ReadOrThrowAsync(() => FindAsync(slice, keys, cancellation), cancellation);
    }

    public Finding? Check(ResourceSlice slice, DesiredItem item) => slice.Kind == ResourceKind.Documents ? BlobDocuments.BadKey(item.Key, Binding) : null;

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice);
        ConditionalWrite.Require(batch);
        return TryAsync(() => WriteInTurnAsync(claim, slice, batch, cancellation), cancellation);
    }

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) =>
        Task.FromResult(NoSql<TableShape?>());

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            using var content = new FingerprintHash();
            foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
            {
                RequireKind(slice);
                content.Add(slice.Collection);
                await foreach (var item in ItemsAsync(slice, cancellation).WithCancellation(cancellation))
                {
                    content.Add(item.Key);
                    content.Add(item.Checksum.Hex);
                }
            }

            return new Fingerprint(Digest.Of([]), content.End(), Complete: true);
        },
        cancellation);

    protected override Finding? Explain(Exception exception) => BlobTargets.ExplainContainer(exception, Binding, container);

    private async Task<IReadOnlyList<WriteResult>> WriteInTurnAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        using var turn = await BlobTurn.BeginAsync(_marker, claim, Binding.Address, times, options.Time, cancellation);
        IReadOnlyList<WriteResult> results;
        try
        {
            if (_receipts?.Claim != claim)
            {
                var fresh = new BlobReceipts(container, claim.Run, Binding.Address);
                await fresh.LoadAsync(cancellation);
                _receipts = (claim, fresh);
            }

            results = await new BlobWrite(container, Binding, slice, claim, _receipts!.Value.Receipts, turn, options).RunAsync(batch, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ArgumentException or InvalidOperationException || exception is TargetException || Explain(exception) is not null)
        {
            _receipts = null;
            await EndQuietlyAsync(turn);
            throw;
        }

        await turn.EndAsync(cancellation);
        return results;
    }

    // The first failure is the one to tell; a claimant waits a little where this one fails too.
    private async Task EndQuietlyAsync(BlobTurn turn)
    {
        try
        {
            await turn.EndAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is TargetException || Explain(exception) is not null)
        {
            // Said above.
        }
    }

    private async IAsyncEnumerable<LiveItem> ItemsAsync(ResourceSlice slice, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (BlobLayout.BlobOf(slice.Kind) is { } name)
        {
            foreach (var item in (await JsonBlob.ReadAsync(container, name, Binding.Address, cancellation)).Items.All())
            {
                yield return item;
            }

            yield break;
        }

        await foreach (var item in _documents.AllAsync(options.Spill, cancellation).WithCancellation(cancellation))
        {
            yield return item;
        }
    }

    private async Task<IReadOnlyList<LiveItem?>> FindAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        if (BlobLayout.BlobOf(slice.Kind) is { } name)
        {
            var (items, _) = await JsonBlob.ReadAsync(container, name, Binding.Address, cancellation);
            return [.. keys.Select(items.Find)];
        }

        var found = new LiveItem?[keys.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, keys.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
            async (i, token) => found[i] = await _documents.FindAsync(keys[i], token) is { } blob ? await _documents.ItemAsync(blob, token) : null);
        return found;
    }
}
