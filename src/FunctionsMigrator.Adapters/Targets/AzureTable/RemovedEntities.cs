using Azure.Data.Tables;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// Of deleted entities the properties that nobody manages: <c>!removed|HASH</c>, written and taken back in the transaction of the item. When exactly this item is written
/// again, they come back with it; so an undo restores entities, and not only the part of them that git knows.
/// </summary>
internal sealed class RemovedEntities(TableClient table, TableItems items)
{
    private const string Post = "fmRemovedItem";
    public const string At = "fmRemovedAt";

    private HashSet<string>? _rows;

    /// <summary>The operation that keeps what a deletion would lose; null when it loses nothing.</summary>
    public async Task<TableTransactionAction?> KeepAsync(TableEntity live, Digest item, DateTimeOffset now, CancellationToken cancellation)
    {
        var others = items.Others(live).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var entity = new TableEntity(items.Partition, TableLayout.RemovedRow(live.RowKey)) { [Post] = item.Hex, [At] = now.UtcTicks };
        foreach (var (name, value) in others)
        {
            entity[name] = value;
        }

        (await RowsAsync(cancellation)).Add(entity.RowKey);
        return new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity);
    }

    /// <summary>What is kept of an entity that held exactly this item, and the operation that removes it from here.</summary>
    public async Task<(TableEntity Entity, TableTransactionAction Forget)?> FindAsync(string row, Digest item, CancellationToken cancellation)
    {
        var kept = TableLayout.RemovedRow(row);
        if (!(await RowsAsync(cancellation)).Contains(kept))
        {
            return null;
        }

        var found = await table.GetEntityIfExistsAsync<TableEntity>(items.Partition, kept, cancellationToken: cancellation);
        if (found is not { HasValue: true, Value: { } entity } || entity.GetString(Post) != item.Hex)
        {
            return null;
        }

        var forget = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(items.Partition, kept), entity.ETag);
        entity.Remove(Post);
        entity.Remove(At);
        return (entity, forget);
    }

    /// <summary>Forgets what was read.</summary>
    public void Forget() => _rows = null;

    private async Task<HashSet<string>> RowsAsync(CancellationToken cancellation)
    {
        if (_rows is null)
        {
            _rows = new HashSet<string>(StringComparer.Ordinal);
            var filter = TableLayout.PrefixFilter(items.Partition, TableLayout.RemovedPrefix);
            await foreach (var entity in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellation))
            {
                _rows.Add(entity.RowKey);
            }
        }

        return _rows;
    }
}
