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

    private readonly ISecretSource _secrets;
    private readonly AppConfigurationOptions _options;

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

    internal AppConfigurationTargetType(ISecretSource secrets, AppConfigurationOptions options) => (_secrets, _options) = (secrets, options);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Timed;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AppConfigurationTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => AppConfigurationPlace.Read(binding).Findings;

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AppConfigurationPlace.Read(binding);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var service = await place.Value.ConnectAsync(_secrets, _options, access, cancellation);
        return service.Succeeded ? Outcome.Of<ITarget>(new AppConfigurationTarget(binding, place.Value, service.Value, access, _options)) : service.As<ITarget>();
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AppConfigurationPlace.Read(live);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var from = await place.Value.ConnectAsync(_secrets, _options, TargetAccess.Plan, cancellation);
        var scratch = place.Value.ForScratch(request.Run);
        var to = await scratch.ConnectAsync(_secrets, _options, TargetAccess.Apply, cancellation);
        if (!from.Succeeded || !to.Succeeded)
        {
            return Outcome.Fail<ITarget>([.. from.Findings.Concat(to.Findings).Distinct()]);
        }

        try
        {
            await KeyValueScratch.DropAsync(scratch, to.Value, cancellation);
            await KeyValueScratch.CopyAsync(live, place.Value, from.Value, scratch, to.Value, request.Slices, cancellation);
            return Outcome.Of<ITarget>(new AppConfigurationTarget(live, scratch, to.Value, TargetAccess.Apply, _options));
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<ITarget>(exception.Finding);
        }
    }

    /// <inheritdoc/>
    public async Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        var place = AppConfigurationPlace.Read(live);
        if (!place.Succeeded)
        {
            return;
        }

        var scratch = place.Value.ForScratch(run);
        var service = await scratch.ConnectAsync(_secrets, _options, TargetAccess.Apply, cancellation);
        await KeyValueScratch.DropAsync(scratch, service.Succeeded ? service.Value : throw new TargetException(service.Findings[0]), cancellation);
    }
}
