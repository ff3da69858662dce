using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Targets;

/// <summary>
/// Reads live items as they will be once the plan's scripts have run: a column that reference data names and that a pending script is about to add reads as NULL, which is
/// what the script will leave in rows that are there. So a plan can add a column and fill it in one commit, and its pre-checksums hold when the rows' turn comes.
/// </summary>
/// <param name="target">The target; the shape of its tables must not change while this reader is used.</param>
/// <param name="ahead">Whether many items are asked for in their order and an answer may be as old as this reader.</param>
public sealed class LiveReader(ITarget target, bool ahead = false)
{
    private (string Resource, Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LiveItem?>>> Read)? _ahead;
    private readonly Dictionary<string, TableShape?> _shapes = new(StringComparer.Ordinal);

    /// <summary>As <see cref="ITarget.ReadAsync"/>. With the columns that the resource managed before, each row carries its checksum over those too.</summary>
    public async IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, IReadOnlyList<string>? former, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (narrow, missing) = await NarrowAsync(slice, cancellation);
        var other = Differs(slice, former);
        if (other)
        {
            var both = slice with { Table = slice.Table! with { Columns = [.. slice.Table!.Columns.Union(former!)] } };
            (narrow, _) = await NarrowAsync(both, cancellation);
        }

        await foreach (var item in target.ReadAsync(narrow, cancellation))
        {
            yield return other ? await ReshapeAsync(item, slice.Table!.Columns, former!, cancellation) : missing.Count == 0 ? item : await WidenAsync(item, missing, cancellation);
        }
    }

    /// <summary>As <see cref="ITarget.ReadRows"/>; null also where rows must be made from what the table has now or had before, which <see cref="ReadAsync"/> does.</summary>
    public async Task<IAsyncEnumerable<RowPage>?> RowsAsync(ResourceSlice slice, IReadOnlyList<string>? former, CancellationToken cancellation) =>
        (await NarrowAsync(slice, cancellation)).Missing.Count > 0 || Differs(slice, former) ? null : target.ReadRows(slice, cancellation);

    /// <summary>As <see cref="ITarget.ReadManyAsync"/>.</summary>
    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        var (narrow, missing) = await NarrowAsync(slice, cancellation);
        var items = (await AskAsync(narrow, keys, cancellation)).ToArray();
        for (var i = 0; i < items.Length && missing.Count > 0; i++)
        {
            items[i] = items[i] is { } item ? await WidenAsync(item, missing, cancellation) : null;
        }

        return items;
    }

    private Task<IReadOnlyList<LiveItem?>> AskAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        if (!ahead)
        {
            return target.ReadManyAsync(slice, keys, cancellation);
        }

        if (_ahead?.Resource != slice.Resource)
        {
            _ahead = (slice.Resource, target.ReadAhead(slice));
        }

        return _ahead!.Value.Read(keys, cancellation);
    }

    /// <summary>The slice with only those columns that the table has now, and the columns that it has not.</summary>
    public async Task<(ResourceSlice Slice, IReadOnlyList<string> Missing)> NarrowAsync(ResourceSlice slice, CancellationToken cancellation)
    {
        if (slice.Table is not { } table)
        {
            return (slice, []);
        }

        if (!_shapes.TryGetValue(table.Table, out var shape))
        {
            var described = await target.DescribeAsync(table.Table, [], cancellation);
            _shapes[table.Table] = shape = described.Succeeded ? described.Value : throw new TargetException(described.Findings[0]);
        }

        var missing = shape is null ? [] : table.Columns.Where(column => !shape.Columns.Any(known => known.Name == column)).ToList();
        return missing.Count == 0
            ? (slice, missing)
            : (slice with { Table = table with { Columns = [.. table.Columns.Except(missing)] } }, missing);
    }

    private static bool Differs(ResourceSlice slice, IReadOnlyList<string>? former) =>
        slice.Table is { } table && former is not null && !former.Order(StringComparer.Ordinal).SequenceEqual(table.Columns.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static async Task<LiveItem> WidenAsync(LiveItem item, IReadOnlyList<string> missing, CancellationToken cancellation)
    {
        if (missing.Count == 0)
        {
            return item;
        }

        var row = RowJson.ParseContent((await item.Content.ReadAsync(cancellation)).Span).ToDictionary(StringComparer.Ordinal);
        foreach (var column in missing)
        {
            row[column] = null;
        }

        var content = RowJson.Content(row);
        return item with { Checksum = Digest.Of(content), Content = ItemContent.Of(content) };
    }

    private static async Task<LiveItem> ReshapeAsync(LiveItem item, IReadOnlyList<string> columns, IReadOnlyList<string> former, CancellationToken cancellation)
    {
        var row = RowJson.ParseContent((await item.Content.ReadAsync(cancellation)).Span);
        var content = RowJson.Content(Pick(columns));
        return new LiveItem(item.Key, Digest.Of(content), ItemContent.Of(content), Digest.Of(RowJson.Content(Pick(former))));

        IEnumerable<KeyValuePair<string, string?>> Pick(IReadOnlyList<string> names) => names.Select(name => KeyValuePair.Create(name, row.GetValueOrDefault(name)));
    }
}
