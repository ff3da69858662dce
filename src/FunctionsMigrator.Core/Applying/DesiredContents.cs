using System.Text;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Finds the contents of a plan's changes again. Contents are no part of a plan: they are read from the bundle, in the same order, and must have the planned checksum.
/// </summary>
internal sealed class DesiredContents(TargetWork work, IDesiredState desired, CancellationToken cancellation) : IAsyncDisposable
{
    private (string Resource, SortedCursor<DesiredItem> Items)? _open;
    private (string Resource, RowCursor Rows)? _openRows;
    private (string Resource, ScriptSet Set)? _scripts;

    /// <summary>The wanted item; null for a deletion.</summary>
    public async Task<DesiredItem?> FindAsync(ResourceSlice slice, Change change)
    {
        if (change.Post is not { } post)
        {
            return null;
        }

        if (await FindRowAsync(slice, change) is { } row)
        {
            return Require(row, change, post);
        }

        var items = await OpenAsync(slice);
        if (items.Key is null || Utf8Order.Compare(items.Key, change.Item.Key) > 0)
        {
            await DisposeAsync();
            items = await OpenAsync(slice);
        }

        while (items.Key is { } key && Utf8Order.Compare(key, change.Item.Key) < 0)
        {
            await items.MoveAsync();
        }

        return items.Key == change.Item.Key ? Require(items.Head!, change, post) : throw Missing(change);
    }

    // Rows are passed over as bytes; only those that are asked for become items.
    private async ValueTask<DesiredItem?> FindRowAsync(ResourceSlice slice, Change change)
    {
        if (await OpenRowsAsync(slice) is not { } rows)
        {
            return null;
        }

        // Rows of a table that points to itself come by depth, each depth in order: a key that lies behind the cursor is looked for from the start.
        var key = Encoding.UTF8.GetBytes(change.Item.Key);
        if (rows.Page is null || rows.Key.SequenceCompareTo(key) > 0)
        {
            await DisposeAsync();
            rows = (await OpenRowsAsync(slice))!;
        }

        while (rows.Page is not null && !rows.TrySkipTo(key))
        {
            await rows.MoveAsync();
        }

        return rows.Page is { } page && rows.Key.SequenceEqual(key) ? page.Desired(rows.Row) : throw Missing(change);
    }

    private static DesiredItem Require(DesiredItem item, Change change, Digest post) => item.Checksum == post
        ? item
        : throw new InvalidOperationException($"The bundle gives {change.Item} checksum {item.Checksum.Short}; the plan has {post.Short}.");

    private static InvalidOperationException Missing(Change change) => new($"The bundle does not hold {change.Item}, which the plan was made from.");

    /// <summary>The script.</summary>
    public async Task<SqlScript> FindScriptAsync(ResourceSlice slice, string key)
    {
        if (_scripts?.Resource != slice.Resource)
        {
            var set = await desired.ReadScriptsAsync(work.Repository, work.Target.Binding, slice, cancellation);
            _scripts = (slice.Resource, set.Value);
        }

        return _scripts!.Value.Set.Find(key) ?? throw new InvalidOperationException($"The bundle does not hold script {key}, which the plan was made from.");
    }

    /// <summary>The scripts of the resource whose script was found last.</summary>
    public ScriptSet Scripts => _scripts!.Value.Set;

    public async ValueTask DisposeAsync()
    {
        if (_open is { } open)
        {
            _open = null;
            await open.Items.DisposeAsync();
        }

        if (_openRows is { } rows)
        {
            _openRows = null;
            await rows.Rows.DisposeAsync();
        }
    }

    private async ValueTask<RowCursor?> OpenRowsAsync(ResourceSlice slice)
    {
        if (_openRows is { } open && open.Resource == slice.Resource)
        {
            return open.Rows;
        }

        if (slice.Table is not { } table)
        {
            return null;
        }

        await DisposeAsync();
        var shape = (await work.Target.DescribeAsync(table.Table, [], cancellation)).Value;
        if (desired.ReadRows(work.Repository, work.Target.Binding, slice, shape, cancellation) is not { } pages)
        {
            return null;
        }

        var rows = new RowCursor(pages.Select(page => page.Value), slice.Resource, cancellation);
        _openRows = (slice.Resource, rows);
        await rows.MoveAsync();
        return rows;
    }

    private async Task<SortedCursor<DesiredItem>> OpenAsync(ResourceSlice slice)
    {
        if (_open is { } open && open.Resource == slice.Resource)
        {
            return open.Items;
        }

        await DisposeAsync();
        TableShape? shape = null;
        if (slice.Table is { } table)
        {
            shape = (await work.Target.DescribeAsync(table.Table, [], cancellation)).Value;
        }

        var items = new SortedCursor<DesiredItem>(ItemsAsync(slice, shape), item => item.Key, slice.Resource, cancellation);
        await items.MoveAsync();
        _open = (slice.Resource, items);
        return items;
    }

    private async IAsyncEnumerable<DesiredItem> ItemsAsync(ResourceSlice slice, TableShape? shape)
    {
        await foreach (var item in desired.ReadAsync(work.Repository, work.Target.Binding, slice, shape, cancellation))
        {
            yield return item.Value;
        }
    }
}
