using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Heads;

/// <summary>
/// Heads as blobs of a container, in an account whose owners are others than those of the store. A blob is created with <c>If-None-Match: *</c>; with an immutability policy on the
/// container nobody can change it either.
/// </summary>
public sealed class BlobHeadPublisher : IHeadPublisher
{
    private readonly BlobContainerClient _container;

    internal BlobHeadPublisher(BlobContainerClient container) => _container = container;

    /// <summary>A container in Azure; the host's own identity creates there and reads.</summary>
    public static BlobHeadPublisher OfContainer(Uri container, AzureIdentities identities) => new(new BlobContainerClient(container, identities.Of(null), BlobClients.ForAzure()));

    /// <summary>A container of an emulator on this machine.</summary>
    public static BlobHeadPublisher OfEmulator(string connection, string container) => new(new BlobContainerClient(connection, container, BlobClients.ForEmulator()));

    /// <inheritdoc/>
    public string Place => $"container {_container.Uri}";

    /// <inheritdoc/>
    public Task<Outcome<PublishedHead>> PublishAsync(PublishedHead head, CancellationToken cancellation) => GuardedAsync(
        async () =>
        {
            var blob = _container.GetBlobClient(HeadText.Name(head));
            try
            {
                var only = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
                await blob.UploadAsync(BinaryData.FromBytes(AuditFormat.Write(head)), only, cancellation);
                return Outcome.Of(head);
            }
            catch (RequestFailedException exists) when (exists.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "BlobImmutableDueToPolicy")
            {
                return HeadText.Compare(head, (await blob.DownloadContentAsync(cancellation)).Value.Content.ToArray(), Place);
            }
        },
        cancellation);

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<PublishedHead>>> ReadAsync(string store, string environment, CancellationToken cancellation) => GuardedAsync(
        async () =>
        {
            var heads = new List<PublishedHead>();
            var options = new GetBlobsOptions { Prefix = HeadText.Prefix(store, environment) };
            await foreach (var item in _container.GetBlobsAsync(options, cancellation))
            {
                if (item.Properties.ContentLength <= AuditFormat.LargestRecord
                    && HeadText.Read((await _container.GetBlobClient(item.Name).DownloadContentAsync(cancellation)).Value.Content.ToArray(), item.Name) is { } head)
                {
                    heads.Add(head);
                }
            }

            return Outcome.Of<IReadOnlyList<PublishedHead>>([.. heads.OrderBy(head => head.Number)]);
        },
        cancellation);

    private async Task<Outcome<T>> GuardedAsync<T>(Func<Task<Outcome<T>>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is not ArgumentException && AzureProblem.Of(exception) is { } problem)
        {
            return HeadText.Unusable<T>(Place, problem.Text);
        }
    }
}
