using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// Who owns the table, who may write, and the partitions that were ever written: the entity <c>!fm / !marker</c>. A partition is entered here before its first write, so that
/// whoever claims next raises the claim there too.
/// </summary>
internal sealed class TableMarker(TableClient table, TargetAddress address)
{
    private const int Format = 2;

    /// <summary>The marker as it is now; null when nobody has written yet.</summary>
    public async Task<State?> ReadAsync(CancellationToken cancellation)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(TableLayout.OwnPartition, TableLayout.MarkerRow, cancellationToken: cancellation);
        return found.HasValue ? Parse(found.Value!) : null;
    }

    /// <summary>Replaces the marker, or makes it. False when somebody else was first.</summary>
    public async Task<bool> TryWriteAsync(TargetMarker marker, IReadOnlyList<string> partitions, State? former, CancellationToken cancellation)
    {
        var entity = new TableEntity(TableLayout.OwnPartition, TableLayout.MarkerRow)
        {
            [nameof(Format)] = Format,
            [nameof(TargetMarker.Store)] = marker.Store,
            [nameof(TargetMarker.Claim)] = marker.Claim,
            [nameof(TargetMarker.Run)] = marker.Run,
            [nameof(State.Partitions)] = JsonSerializer.Serialize(partitions),
        };
        try
        {
            _ = former is null
                ? await table.AddEntityAsync(entity, cancellation)
                : await table.UpdateEntityAsync(entity, former.ETag, TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412 or 404 && exception.ErrorCode != TableErrorCode.TableNotFound && exception.ErrorCode != TableErrorCode.TableBeingDeleted)
        {
            return false;
        }
    }

    private State Parse(TableEntity entity)
    {
        if (entity.TryGetValue(nameof(Format), out var format) && format is int number and > Format)
        {
            throw new TargetException(TargetCodes.Newer.Finding($"The marker of table {table.Name} has format {number}; this program knows {Format}.", target: address.ToString()));
        }

        try
        {
            return entity.TryGetValue(nameof(TargetMarker.Store), out var store) && store is string owner
                && entity.TryGetValue(nameof(TargetMarker.Claim), out var claim) && claim is long highest
                && entity.TryGetValue(nameof(State.Partitions), out var partitions) && partitions is string list
                ? new State(new TargetMarker(owner, highest, entity.GetString(nameof(TargetMarker.Run))), JsonSerializer.Deserialize<List<string>>(list) ?? [], entity.ETag)
                : throw new JsonException("a property is missing or has another type.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new TargetException(
                TargetCodes.Damaged.Finding($"The marker of table {table.Name} ({TableLayout.OwnPartition} / {TableLayout.MarkerRow}) cannot be read: {exception.Message}", target: address.ToString()), exception);
        }
    }

    /// <summary>The marker, the partitions ever written, and what a change of it is conditional on.</summary>
    public sealed record State(TargetMarker Marker, IReadOnlyList<string> Partitions, ETag ETag);
}
