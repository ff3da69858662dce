using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
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

    private const string Role = "Storage Table Data Contributor";

    private readonly ISecretSource _secrets;
    private readonly AzureTargetOptions _options;

    /// <param name="time">The clock of receipts.</param>
    /// <param name="secrets">Resolves the references of connections.</param>
    /// <param name="observer">Is told of every durable write: <c>target claim ADDRESS</c> and, for every transaction, <c>target write ADDRESS COLLECTION</c>.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public AzureTableTargetType(TimeProvider time, ISecretSource secrets, IDurableWriteObserver? observer = null, AzureIdentities? identities = null)
        : this(secrets, AzureTargetOptions.Of(time, observer, identities))
    {
    }

    internal AzureTableTargetType(ISecretSource secrets, AzureTargetOptions options) => (_secrets, _options) = (secrets, options);

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => Held;

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(AzureTableTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => AzureTablePlace.Of(binding).Findings;

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AzureTablePlace.Of(binding);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var table = await place.Value.ConnectAsync(binding, _secrets, _options, access, cancellation);
        return table.Succeeded ? Outcome.Of<ITarget>(new AzureTableTarget(binding, place.Value, table.Value, access, _options)) : table.As<ITarget>();
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = AzureTablePlace.Of(live);
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
            var scratch = await TableScratch.CreateAsync(name => OpenScratchAsync(live, place.Value, name, cancellation), live.Address, request.Run, cancellation);
            await TableScratch.CopyAsync(from.Value, scratch, request.Slices, cancellation);
            return Outcome.Of<ITarget>(new AzureTableTarget(live, place.Value.ForScratch(live, scratch.Name), scratch, TargetAccess.Apply, _options));
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
        var place = AzureTablePlace.Of(live);
        if (!place.Succeeded)
        {
            return;
        }

        foreach (var name in ScratchNames.Of(live.Address, run))
        {
            try
            {
                await (await OpenScratchAsync(live, place.Value, name, cancellation)).DeleteAsync(cancellation);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableBeingDeleted)
            {
                // Gone soon.
            }
        }
    }

    /// <summary>The finding of an expected failure; null for all others.</summary>
    internal static Finding? Explain(Exception exception, TargetBinding binding, TableClient table) =>
        AzureTargetFailures.Explain(exception, binding, $"Table {table.Name} at {table.Uri.Authority}", Role);

    private async Task<TableClient> OpenScratchAsync(TargetBinding live, AzureTablePlace place, string name, CancellationToken cancellation)
    {
        var table = await place.ForScratch(live, name).ConnectAsync(live, _secrets, _options, TargetAccess.Apply, cancellation);
        return table.Succeeded ? table.Value : throw new TargetException(table.Findings[0]);
    }
}
