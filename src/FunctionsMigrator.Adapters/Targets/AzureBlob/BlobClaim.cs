using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>Raises the claim of a container. A writer that announced itself is waited for: until it is done, or until none of its writes can arrive any more.</summary>
internal sealed class BlobClaim(BlobContainerClient container, TargetAddress address, AzureTargetOptions options, BlobTimes times, Func<TimeSpan, CancellationToken, Task> wait)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepReplaced = TimeSpan.FromDays(30);

    public async Task<Claim> RaiseAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var what = $"target claim {address}";
        await options.Observer.BeforeAsync(what, cancellation);
        var (claim, formerRun) = await EnterAsync(request, cancellation);
        await ForgetOldAsync(claim, formerRun, cancellation);
        await options.Observer.AfterAsync(what, cancellation);
        return claim;
    }

    private async Task<(Claim Claim, string? FormerRun)> EnterAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var marker = new BlobMarker(container, address);
        var began = options.Time.GetTimestamp();
        (ETag ETag, TimeSpan Left)? silent = null;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var former = await marker.ReadAsync(cancellation);
            if (former is not null && former.Marker.Store != request.Store && !request.TakeOver)
            {
                throw new TargetException(Claims.OtherStore(former.Marker, request) with { Target = address.ToString() });
            }

            if (former?.WritingSeconds is { } seconds)
            {
                // What is left by the service's clock; from then on by ours, as long as the writer stays silent.
                silent = silent?.ETag == former.ETag ? silent : (former.ETag, TimeSpan.FromSeconds(seconds) - former.Age);
                if (silent.Value.Left > TimeSpan.Zero)
                {
                    silent = (former.ETag, await WaitAsync(former.Marker, silent.Value.Left, began, cancellation));
                    continue;
                }
            }

            var claim = new Claim(request.Store, request.Run, (former?.Marker.Claim ?? 0) + 1);
            try
            {
                if (await marker.TryWriteAsync(new TargetMarker(claim.Store, claim.Number, claim.Run), null, former?.ETag, cancellation) is not null)
                {
                    return (claim, former?.Marker.Run);
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
            }
        }
    }

    private async Task<TimeSpan> WaitAsync(TargetMarker writer, TimeSpan left, long began, CancellationToken cancellation)
    {
        var patience = times.Patience - options.Time.GetElapsedTime(began);
        if (patience <= TimeSpan.Zero)
        {
            throw new TargetException(TargetCodes.Busy.Finding(
                $"Run {writer.Run} is writing (claim {writer.Claim}), and was waited for {times.Patience.TotalSeconds:0} s.", target: address.ToString()));
        }

        var step = new[] { left, LookAgain, patience }.Min();
        await wait(step, cancellation);
        return left - step;
    }

    // Receipts of the last two runs are kept, and for some days the headers of what was replaced.
    private async Task ForgetOldAsync(Claim claim, string? formerRun, CancellationToken cancellation)
    {
        // A claimant that was overtaken must not forget what its heir needs.
        if (!Claims.Holds((await new BlobMarker(container, address).ReadAsync(cancellation))?.Marker, claim))
        {
            return;
        }

        var keep = new[] { claim.Run, formerRun ?? claim.Run }.Select(BlobLayout.ReceiptsOf).ToArray();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = BlobLayout.Receipts }, cancellation))
        {
            if (!keep.Any(prefix => blob.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                await ForgetAsync(blob.Name, blob.Properties.ETag, cancellation);
            }
        }

        var oldest = options.Time.GetUtcNow() - KeepReplaced;
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = BlobLayout.Replaced }, cancellation))
        {
            if (blob.Properties.LastModified < oldest)
            {
                await ForgetAsync(blob.Name, blob.Properties.ETag, cancellation);
            }
        }
    }

    private async Task ForgetAsync(string name, ETag? etag, CancellationToken cancellation)
    {
        try
        {
            await container.GetBlobClient(name).DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = etag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ConditionNotMet || AzureProblem.Of(exception) is { Kind: AzureProblemKind.Held })
        {
            // Its deletion was answered and the answer lost, somebody needs it again, or it is held: nobody fails for what is only tidied up.
        }
    }
}
