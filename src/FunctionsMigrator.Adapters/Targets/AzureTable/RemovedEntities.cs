using System.Collections.Concurrent;
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

    private readonly ConcurrentDictionary<string, bool> _rows = new(StringComparer.Ordinal);
    private readonly DoneOnce _loaded = new();

    /// <summary>The operation that keeps what a deletion would lose; null when it loses nothing.</summary>
    public TableTransactionAction? Keep(TableEntity live, Digest item, DateTimeOffset now)
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

        _rows[entity.RowKey] = true;
        return new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity);
    }

    /// <summary>What is kept of an entity that held exactly this item, and the operation that removes it from here.</summary>
    public async Task<(TableEntity Entity, TableTransactionAction Forget)?> FindAsync(string row, Digest item, CancellationToken cancellation)
    {
        var kept = TableLayout.RemovedRow(row);
        await LoadAsync(cancellation);
        if (!_rows.ContainsKey(kept))
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

    /// <summary>Lets it be read again what is kept.</summary>
    public void Forget() => _loaded.Forget();

    // What was kept and is gone again stays named here: looking for it finds nothing.
    private Task LoadAsync(CancellationToken cancellation) => _loaded.RunAsync(async () =>
    {
        var filter = TableLayout.PrefixFilter(items.Partition, TableLayout.RemovedPrefix);
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellation))
        {
            _rows[entity.RowKey] = true;
        }
    });
}
