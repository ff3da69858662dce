using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>Opens containers; scratch copies are containers whose names begin with <c>fmscratch</c>.</summary>
/// <param name="secrets">Resolves the references of connections.</param>
/// <param name="options">Clock, observer and space.</param>
/// <param name="times">Limits of time.</param>
/// <param name="wait">How a claimant waits for a writer.</param>
internal sealed class BlobTargets(ISecretSource secrets, AzureTargetOptions options, BlobTimes times, Func<TimeSpan, CancellationToken, Task> wait)
    : RemoteTargets<AzureBlobPlace, BlobContainerClient>
{
    private const string Role = "Storage Blob Data Contributor";

    /// <summary>The finding of an expected failure; null for all others.</summary>
    public static Finding? ExplainContainer(Exception exception, TargetBinding binding, BlobContainerClient container) =>
        AzureTargetFailures.Explain(exception, binding, $"Container {container.Name} at {container.Uri.Authority}", Role);

    public override Outcome<AzureBlobPlace> Read(TargetBinding binding) => AzureBlobPlace.Of(binding);

    protected override Task<Outcome<BlobContainerClient>> ConnectAsync(TargetBinding binding, AzureBlobPlace place, TargetAccess access, CancellationToken cancellation) =>
        place.ConnectAsync(binding, secrets, options, access, cancellation);

    protected override ITarget Make(TargetBinding binding, AzureBlobPlace place, BlobContainerClient client, TargetAccess access) =>
        new AzureBlobTarget(binding, client, access, options, times, wait);

    protected override IEnumerable<AzureBlobPlace> ScratchPlaces(TargetBinding live, AzureBlobPlace place, string run) =>
        ScratchNames.Of(live.Address, run).Select(name => place.ForScratch(live, name));

    protected override async Task<bool> TryMakeEmptyAsync(AzureBlobPlace scratch, BlobContainerClient client, CancellationToken cancellation)
    {
        try
        {
            if (await client.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation) is not null)
            {
                return true;
            }

            // An earlier try left it.
            await client.DeleteIfExistsAsync(cancellationToken: cancellation);
            return false;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerBeingDeleted)
        {
            return false;
        }
    }

    protected override Task CopyAsync(
        TargetBinding live, AzureBlobPlace place, BlobContainerClient from, AzureBlobPlace scratch, BlobContainerClient to, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation) =>
        BlobScratch.CopyAsync(from, to, new BlobDocuments(from, live, options.Time), slices, cancellation);

    protected override Task DropAsync(AzureBlobPlace scratch, BlobContainerClient client, CancellationToken cancellation) => client.DeleteIfExistsAsync(cancellationToken: cancellation);

    protected override Finding? Explain(Exception exception, TargetBinding binding, BlobContainerClient client) => ExplainContainer(exception, binding, client);
}
