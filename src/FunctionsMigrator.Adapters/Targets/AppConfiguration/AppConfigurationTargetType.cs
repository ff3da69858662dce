using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>A store of Azure App Configuration: settings and feature flags as key-values of one label. What lies where is in <c>docs/targets.md</c>.</summary>
public sealed class AppConfigurationTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "app-configuration";

    internal const string Role = "App Configuration Data Owner";
    internal const string ReaderRole = "App Configuration Data Reader";
    internal static readonly IReadOnlySet<ResourceKind> Held = new HashSet<ResourceKind> { ResourceKind.Settings, ResourceKind.FeatureFlags };

    private readonly KeyValueTargets _targets;

    /// <param name="secrets">Resolves <c>connection</c>.</param>
    /// <param name="time">The clock of receipts.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target lease ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> for some key-values at once,
    /// <c>target receipts ADDRESS</c>.
    /// </param>
    /// <param name="patience">How long a claimant waits for a writer that goes on writing. Default: six times the target's timeout.</param>
    /// <param name="waiting">The clock on which others are waited for. Default: real time.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public AppConfigurationTargetType(
        ISecretSource secrets, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null, TimeProvider? waiting = null, AzureIdentities? identities = null)
        : this(secrets, new AppConfigurationOptions(
            new TimedOptions(time, observer ?? DurableWriteObserver.None, patience, waiting ?? TimeProvider.System),
            new TempSpillSpace(Path.GetTempPath()),
            identities ?? AzureIdentities.OfSurroundings))
    {
    }

    internal AppConfigurationTargetType(ISecretSource secrets, AppConfigurationOptions options) => _targets = new KeyValueTargets(secrets, options);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Timed;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AppConfigurationTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => _targets.Read(binding).Findings;

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) => _targets.OpenAsync(binding, access, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation) => _targets.CreateScratchAsync(live, request, cancellation);

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation) => _targets.DropScratchAsync(live, run, cancellation);
}
