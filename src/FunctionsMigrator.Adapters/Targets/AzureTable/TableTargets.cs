using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Opens tables; scratch copies are tables whose names begin with <c>fmscratch</c>.</summary>
internal sealed class TableTargets(ISecretSource secrets, AzureTargetOptions options) : RemoteTargets<AzureTablePlace, TableClient>
{
    private const string Role = "Storage Table Data Contributor";

    /// <summary>The finding of an expected failure; null for all others.</summary>
    public static Finding? ExplainTable(Exception exception, TargetBinding binding, TableClient table) =>
        AzureTargetFailures.Explain(exception, binding, $"Table {table.Name} at {table.Uri.Authority}", Role);

    public override Outcome<AzureTablePlace> Read(TargetBinding binding) => AzureTablePlace.Of(binding);

    protected override Task<Outcome<TableClient>> ConnectAsync(TargetBinding binding, AzureTablePlace place, TargetAccess access, CancellationToken cancellation) =>
        place.ConnectAsync(binding, secrets, options, access, cancellation);

    protected override ITarget Make(TargetBinding binding, AzureTablePlace place, TableClient client, TargetAccess access) => new AzureTableTarget(binding, place, client, access, options);

    protected override IEnumerable<AzureTablePlace> ScratchPlaces(TargetBinding live, AzureTablePlace place, string run) =>
        ScratchNames.Of(live.Address, run).Select(name => place.ForScratch(live, name));

    protected override async Task<bool> TryMakeEmptyAsync(AzureTablePlace scratch, TableClient client, CancellationToken cancellation)
    {
        try
        {
            if (await client.CreateIfNotExistsAsync(cancellation) is { } made && made.GetRawResponse().Status is 201 or 204)
            {
                return true;
            }

            // An earlier try left it.
            await client.DeleteAsync(cancellation);
            return false;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableBeingDeleted)
        {
            return false;
        }
    }

    protected override Task CopyAsync(
        TargetBinding live, AzureTablePlace place, TableClient from, AzureTablePlace scratch, TableClient to, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation) =>
        TableScratch.CopyAsync(from, to, slices, cancellation);

    protected override async Task DropAsync(AzureTablePlace scratch, TableClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DeleteAsync(cancellation);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.TableBeingDeleted)
        {
            // Gone soon.
        }
    }

    protected override Finding? Explain(Exception exception, TargetBinding binding, TableClient client) => ExplainTable(exception, binding, client);
}
