using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>A table of an Azure storage account: settings, flags and reference data as entities that applications read. What lies where is in <c>docs/targets.md</c>.</summary>
public sealed class AzureTableTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "azure-table";

    internal static readonly IReadOnlySet<ResourceKind> Held = new HashSet<ResourceKind> { ResourceKind.Settings, ResourceKind.FeatureFlags, ResourceKind.ReferenceData };

    private readonly TableTargets _targets;

    /// <param name="time">The clock of receipts.</param>
    /// <param name="secrets">Resolves the references of connections.</param>
    /// <param name="observer">Is told of every durable write: <c>target claim ADDRESS</c> and, for every transaction, <c>target write ADDRESS COLLECTION</c>.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public AzureTableTargetType(TimeProvider time, ISecretSource secrets, IDurableWriteObserver? observer = null, AzureIdentities? identities = null)
        : this(secrets, AzureTargetOptions.Of(time, observer, identities))
    {
    }

    internal AzureTableTargetType(ISecretSource secrets, AzureTargetOptions options) => _targets = new TableTargets(secrets, options);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AzureTableTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => _targets.Read(binding).Findings;

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) => _targets.OpenAsync(binding, access, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation) => _targets.CreateScratchAsync(live, request, cancellation);

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation) => _targets.DropScratchAsync(live, run, cancellation);
}
