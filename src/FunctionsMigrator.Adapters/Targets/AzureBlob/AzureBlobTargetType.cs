using Azure.Storage.Blobs;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>A container of an Azure storage account: documents as blobs, settings and flags as one JSON blob each. What lies where is in <c>docs/targets.md</c>.</summary>
public sealed class AzureBlobTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "azure-blob";

    internal static readonly IReadOnlySet<ResourceKind> Held = new HashSet<ResourceKind> { ResourceKind.Settings, ResourceKind.FeatureFlags, ResourceKind.Documents };

    private const string Role = "Storage Blob Data Contributor";

    private readonly ISecretSource _secrets;
    private readonly AzureTargetOptions _options;
    private readonly BlobTimes _times;
    private readonly Func<TimeSpan, CancellationToken, Task> _wait;

    /// <param name="time">The clock of receipts and of limits of time.</param>
    /// <param name="secrets">Resolves the references of connections.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> (for documents each with its key behind it) and then
    /// <c>target receipts ADDRESS</c>.
    /// </param>
    /// <param name="waiting">The clock on which other writers are waited for; null: real time.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public AzureBlobTargetType(TimeProvider time, ISecretSource secrets, IDurableWriteObserver? observer = null, TimeProvider? waiting = null, AzureIdentities? identities = null)
        : this(secrets, AzureTargetOptions.Of(time, observer, identities), BlobTimes.Default, (span, cancellation) => Task.Delay(span, waiting ?? TimeProvider.System, cancellation))
    {
    }

    /// <param name="secrets">Resolves the references of connections.</param>
    /// <param name="options">Clock, observer and space.</param>
    /// <param name="times">Limits of time.</param>
    /// <param name="wait">How a claimant waits for a writer.</param>
    internal AzureBlobTargetType(ISecretSource secrets, AzureTargetOptions options, BlobTimes times, Func<TimeSpan, CancellationToken, Task> wait) =>
        (_secrets, _options, _times, _wait) = (secrets, options, times, wait);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Timed;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AzureBlobTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => AzureBlobPlace.Of(binding).Findings;

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AzureBlobPlace.Of(binding);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var container = await place.Value.ConnectAsync(binding, _secrets, _options, access, cancellation);
        return container.Succeeded ? Outcome.Of<ITarget>(Target(binding, container.Value, access)) : container.As<ITarget>();
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AzureBlobPlace.Of(live);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var from = await place.Value.ConnectAsync(live, _secrets, _options, TargetAccess.Plan, cancellation);
        if (!from.Succeeded)
        {
            return from.As<ITarget>();
        }

        try
        {
            var scratch = await BlobScratch.CreateAsync(name => OpenScratchAsync(live, place.Value, name, cancellation), live.Address, request.Run, cancellation);
            await BlobScratch.CopyAsync(from.Value, scratch, new BlobDocuments(from.Value, live, _options.Time), request.Slices, cancellation);
            return Outcome.Of<ITarget>(Target(live, scratch, TargetAccess.Apply));
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<ITarget>(exception.Finding);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Explain(exception, live, from.Value) is { } finding)
        {
            return Outcome.Fail<ITarget>(finding);
        }
    }

    /// <inheritdoc/>
    public async Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        var place = AzureBlobPlace.Of(live);
        if (!place.Succeeded)
        {
            return;
        }

        foreach (var name in ScratchNames.Of(live.Address, run))
        {
            await (await OpenScratchAsync(live, place.Value, name, cancellation)).DeleteIfExistsAsync(cancellationToken: cancellation);
        }
    }

    /// <summary>The finding of an expected failure; null for all others.</summary>
    internal static Finding? Explain(Exception exception, TargetBinding binding, BlobContainerClient container) =>
        AzureTargetFailures.Explain(exception, binding, $"Container {container.Name} at {container.Uri.Authority}", Role);

    private AzureBlobTarget Target(TargetBinding binding, BlobContainerClient container, TargetAccess access) => new(binding, container, access, _options, _times, _wait);

    private async Task<BlobContainerClient> OpenScratchAsync(TargetBinding live, AzureBlobPlace place, string name, CancellationToken cancellation)
    {
        var container = await place.ForScratch(live, name).ConnectAsync(live, _secrets, _options, TargetAccess.Apply, cancellation);
        return container.Succeeded ? container.Value : throw new TargetException(container.Findings[0]);
    }
}
