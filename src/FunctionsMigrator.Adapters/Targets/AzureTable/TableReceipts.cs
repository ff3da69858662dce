using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// The receipts of one run in one partition: an entity per transaction, written in it, that holds one JSON object a line in the properties <c>Lines0</c> and following. In memory
/// stands only which entity holds which receipt.
/// </summary>
internal sealed class TableReceipts(TableClient table, string partition, string run, TargetAddress address)
{
    private const string Lines = "Lines";
    private const int ChunkLength = 30_000;

    private readonly ConcurrentDictionary<UInt128, string> _rows = [];
    private readonly DoneOnce _loaded = new();
    private Entry? _last;

    /// <summary>Reads which receipts there are, unless that is known. A receipt that stands never changes and never goes while its run lasts.</summary>
    public Task LoadAsync(CancellationToken cancellation) => _loaded.RunAsync(async () =>
    {
        await foreach (var entity in table.QueryAsync<TableEntity>(TableLayout.PrefixFilter(partition, TableLayout.ReceiptsOf(run)), cancellationToken: cancellation))
        {
            Index(entity.RowKey, Parse(entity).Keys);
        }
    });

    /// <summary>Lets the receipts be read again: one may stand whose answer was lost.</summary>
    public void Forget() => _loaded.Forget();

    /// <summary>The receipt of a write, when there is one.</summary>
    public async Task<WriteResult?> FindAsync(ItemWrite write, CancellationToken cancellation)
    {
        var name = ReceiptLine.NameOf(write.ChangeId, write.Pre, write.Post);
        if (!_rows.TryGetValue(name, out var row))
        {
            return null;
        }

        var last = _last;
        if (last?.Row != row)
        {
            TableEntity entity = await table.GetEntityAsync<TableEntity>(partition, row, cancellationToken: cancellation);
            _last = last = new Entry(row, Parse(entity));
        }

        return last!.Results[name];
    }

    /// <summary>The entity that holds these receipts.</summary>
    public TableEntity Entity(Claim claim, IReadOnlyList<ReceiptLine> receipts)
    {
        var text = string.Concat(receipts.Select(receipt => Encoding.UTF8.GetString(receipt.ToBytes()) + "\n"));
        var row = string.Create(CultureInfo.InvariantCulture, $"{TableLayout.ReceiptsOf(run)}{claim.Number:D19}|{Guid.NewGuid():N}");
        var entity = new TableEntity(partition, row);
        for (var i = 0; i * ChunkLength < text.Length; i++)
        {
            entity[string.Create(CultureInfo.InvariantCulture, $"{Lines}{i}")] = text.Substring(i * ChunkLength, Math.Min(ChunkLength, text.Length - (i * ChunkLength)));
        }

        return entity;
    }

    /// <summary>Remembers receipts that were written.</summary>
    public void Add(TableEntity entity, IEnumerable<ReceiptLine> receipts) => Index(entity.RowKey, receipts.Select(receipt => receipt.Name));

    private void Index(string row, IEnumerable<UInt128> names)
    {
        foreach (var name in names)
        {
            _rows[name] = row;
        }
    }

    private Dictionary<UInt128, WriteResult> Parse(TableEntity entity)
    {
        var text = new StringBuilder();
        for (var i = 0; entity.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{Lines}{i}"), out var chunk); i++)
        {
            text.Append(chunk as string);
        }

        try
        {
            var results = new Dictionary<UInt128, WriteResult>();
            foreach (var line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var receipt = ReceiptLine.Parse(Encoding.UTF8.GetBytes(line));
                results[receipt.Name] = receipt.Result;
            }

            return results;
        }
        catch (JsonException exception)
        {
            throw new TargetException(
                TargetCodes.Damaged.Finding($"The entity '{entity.RowKey}' of partition '{partition}' holds a line that is no receipt: {exception.Message}", target: address.ToString()), exception);
        }
    }

    private sealed record Entry(string Row, Dictionary<UInt128, WriteResult> Results);
}
