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

    private readonly BlobTargets _targets;

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
        _targets = new BlobTargets(secrets, options, times, wait);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Timed;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AzureBlobTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => _targets.Read(binding).Findings;

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) => _targets.OpenAsync(binding, access, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation) => _targets.CreateScratchAsync(live, request, cancellation);

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation) => _targets.DropScratchAsync(live, run, cancellation);
}
