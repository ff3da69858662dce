using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Finds the contents of a plan's changes again. Contents are no part of a plan: they are read from the bundle, in the same order, and must have the planned checksum.
/// </summary>
internal sealed class DesiredContents(TargetWork work, IDesiredState desired, CancellationToken cancellation) : IAsyncDisposable
{
    private (string Resource, SortedCursor<DesiredItem> Items)? _open;
    private (string Resource, ScriptSet Set)? _scripts;

    /// <summary>The wanted item; null for a deletion.</summary>
    public async Task<DesiredItem?> FindAsync(ResourceSlice slice, Change change)
    {
        if (change.Post is not { } post)
        {
            return null;
        }

        // Rows of a table that points to itself come by depth, each depth in order: a key that lies behind the cursor is looked for from the start.
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

        return items.Key != change.Item.Key ? throw new InvalidOperationException($"The bundle does not hold {change.Item}, which the plan was made from.")
            : items.Head!.Checksum == post ? items.Head
            : throw new InvalidOperationException($"The bundle gives {change.Item} checksum {items.Head.Checksum.Short}; the plan has {post.Short}.");
    }

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
