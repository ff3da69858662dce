using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>The columns of a table that a resource manages, matched with the table as it is; reads rows as items.</summary>
internal sealed class PostgresRows
{
    private const string Alias = "t";

    // A function of PostgreSQL takes a hundred.
    private const int Arguments = 90;

    private readonly TargetAddress _address;
    private readonly RowFormat _format;
    private readonly string?[] _values;

    private PostgresRows(PostgresTable table, TableSlice slice, TargetAddress address)
    {
        Table = table;
        _address = address;
        Columns = [.. slice.Columns.Select(name => table.Column(name)!)];
        Key = [.. slice.Key.Select(name => table.Column(name)!)];
        _format = new RowFormat(slice.Columns);
        _values = new string?[Columns.Count];
        Selected = string.Join(", ", Columns.Select(column => column.CanonicalSql(Alias)));

        // PostgreSQL writes a text as JSON just as the canonical key does, so the server can sort by it.
        KeySql = $"('[' || {string.Join(" || ',' || ", Key.Select(column => $"pg_catalog.to_json({column.CanonicalSql(Alias)})::pg_catalog.text"))} || ']')";
    }

    /// <summary>The table.</summary>
    public PostgresTable Table { get; }

    /// <summary>The managed columns, in the order of the slice.</summary>
    public IReadOnlyList<PostgresColumn> Columns { get; }

    /// <summary>The key columns, in the order of the slice.</summary>
    public IReadOnlyList<PostgresColumn> Key { get; }

    /// <summary>The columns that nobody manages and that can be written.</summary>
    public IEnumerable<PostgresColumn> Unmanaged => Table.Columns.Where(column => !column.Generated && !Columns.Contains(column));

    /// <summary>The expression of all that is managed of a row <c>t</c>, as one text.</summary>
    public string ContentSql => string.Join(
        " || ", Columns.Chunk(Arguments).Select(columns => $"pg_catalog.json_build_array({string.Join(", ", columns.Select(column => column.CanonicalSql(Alias)))})::pg_catalog.text"));

    /// <summary>That a row <c>t</c> is an item: no part of its key is NULL.</summary>
    public string HasKeySql => string.Join(" AND ", Key.Select(column => $"{Alias}.{column.Sql} IS NOT NULL"));

    private string Selected { get; }

    private string KeySql { get; }

    /// <summary>Matches a slice with its table; null when there is no such table.</summary>
    /// <exception cref="TargetException">TGT032: columns are missing or computed, or the key is not unique, or a key column is a real number.</exception>
    public static async Task<PostgresRows?> FindAsync(PostgresSession session, ResourceSlice slice, string schema, TargetAddress address, CancellationToken cancellation)
    {
        var wanted = slice.Table ?? throw new ArgumentException($"Resource {slice.Resource} names no table.", nameof(slice));
        if (await PostgresTable.ReadAsync(session, wanted.Table, schema, cancellation) is not { } table)
        {
            return null;
        }

        TableFit.Require(wanted, table.Shape(), table.Columns.Where(column => column.Generated).Select(column => column.Name), StringComparer.Ordinal, address);
        if (wanted.Key.Select(name => table.Column(name)!).FirstOrDefault(column => column.Type == ColumnType.Real) is { } real)
        {
            throw new TargetException(TargetCodes.TableMismatch.Finding(
                $"The key column {real.Name} of table {table.Name} is {real.Declared}; a real number has many spellings and is no key.",
                target: address.ToString(),
                remedy: "Key the resource by other columns, or give the column the type numeric."));
        }

        return new PostgresRows(table, wanted, address);
    }

    /// <summary>All rows in the order of their canonical keys' bytes; the server sorts and spills. Rows with NULL in the key are no items.</summary>
    public async IAsyncEnumerable<RowPage> PagesAsync(PostgresSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = $"""SELECT {Selected}, {KeySql} COLLATE "C" AS fm_key FROM {Table.Sql} AS {Alias} WHERE {HasKeySql} ORDER BY fm_key""";
        await using var copy = new PostgresCopyReader(await session.Connection.BeginRawBinaryCopyAsync($"COPY ({query}) TO STDOUT (FORMAT binary)", cancellation));
        var page = new RowPage();
        byte[] before = [];
        while (copy.TryMove() || await copy.MoveAsync(cancellation))
        {
            Add(page, copy);
            if (page.Key(page.Count - 1).SequenceEqual(page.Count > 1 ? page.Key(page.Count - 2) : before))
            {
                throw TableFit.Twice(Table.Name, Encoding.UTF8.GetString(page.Key(page.Count - 1)), _address);
            }

            if (page.IsFull)
            {
                before = page.Key(page.Count - 1).ToArray();
                yield return page;
                page = new RowPage();
            }
        }

        yield return page;
    }

    /// <summary>The rows of these keys, by key.</summary>
    public async Task<IReadOnlyDictionary<string, LiveItem>> FindAsync(PostgresSession session, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        // No text of the database holds a NUL, and the wire does not take one.
        var asked = keys.Where(key => !RowJson.ParseKey(key).Any(part => part.Contains('\0', StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).ToArray();
        if (asked.Length == 0)
        {
            return new Dictionary<string, LiveItem>();
        }

        // By the key's index, which needs each text to be a value of its column. What is none names no row; then all rows are compared by their canonical keys.
        var items = new List<LiveItem>();
        var found = await session.TryAsync(
            async () => items = await session.QueryAsync(
                $"SELECT {Selected}, {KeySql} FROM {Unnested(1)} JOIN {Table.Sql} AS {Alias} ON {Match}", Item, cancellation, [.. Parts(asked)]),
            refused => refused.SqlState.StartsWith("22", StringComparison.Ordinal),
            cancellation);
        if (!found)
        {
            items = await session.QueryAsync($"SELECT {Selected}, {KeySql} FROM {Table.Sql} AS {Alias} WHERE {KeySql} = ANY($1)", Item, cancellation, [asked]);
        }

        // What equals in the database may be written otherwise: the key ["05"] finds the row ["5"].
        return items.Where(item => asked.Contains(item.Key, StringComparer.Ordinal)).ToDictionary(item => item.Key, StringComparer.Ordinal);
    }

    /// <summary>
    /// The keys as a relation <c>w</c> of texts <c>p0</c>, <c>p1</c> and so on, whose arrays are parameters from <paramref name="first"/>, and of more texts behind them.
    /// </summary>
    public string Unnested(int first, params IReadOnlyList<string> more)
    {
        IReadOnlyList<string> names = [.. Key.Select((_, i) => $"p{i}"), .. more];
        return $"unnest({string.Join(", ", names.Select((_, i) => $"${first + i}::pg_catalog.text[]"))}) AS w ({string.Join(", ", names)})";
    }

    /// <summary>That a row of the table, <c>t</c>, has the key of <c>w</c>.</summary>
    public string Match => string.Join(" AND ", Key.Select((column, i) => $"{Alias}.{column.Sql} = {column.ValueSql($"w.p{i}")} AND {column.CanonicalSql(Alias)} = w.p{i}"));

    /// <summary>The arrays of <see cref="Unnested"/>.</summary>
    public IEnumerable<object?> Parts(IReadOnlyList<string> keys)
    {
        var parsed = keys.Select(RowJson.ParseKey).ToList();
        if (parsed.Find(parts => parts.Count != Key.Count) is { } wrong)
        {
            throw new ArgumentException($"A key has {wrong.Count} parts; table {Table.Name} is keyed by {Key.Count}.", nameof(keys));
        }

        return Key.Select((_, i) => (object?)parsed.Select(parts => parts[i]).ToArray());
    }

    /// <summary>The texts of a row's managed columns, in their order.</summary>
    /// <exception cref="ArgumentException">The content names other columns.</exception>
    public IReadOnlyList<string?> Values(ReadOnlySpan<byte> content)
    {
        var values = RowJson.ParseContent(content);
        if (values.Count != Columns.Count)
        {
            throw new ArgumentException($"A row of table {Table.Name} has {values.Count} columns; {Columns.Count} are managed.", nameof(content));
        }

        return [.. Columns.Select(column => values.TryGetValue(column.Name, out var text)
            ? text
            : throw new ArgumentException($"A row of table {Table.Name} has no column {column.Name}.", nameof(content)))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(RowPage page, PostgresCopyReader row)
    {
        page.Append(row.Bytes(Columns.Count));
        page.EndKey();
        for (var i = 0; i < Columns.Count; i++)
        {
            var at = _format.Order[i];
            page.Append(_format.Head(i));
            if (row.IsNull(at))
            {
                page.Append("null"u8);
            }
            else if (Columns[at].Type == ColumnType.Real)
            {
                page.AppendText(Encoding.UTF8.GetBytes(Columns[at].Canonical(Encoding.UTF8.GetString(row.Bytes(at)))!));
            }
            else
            {
                page.AppendText(row.Bytes(at));
            }
        }

        page.Append(_format.Tail);
        page.Add();
    }

    private LiveItem Item(NpgsqlDataReader row)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = Columns[i].Canonical(row.IsDBNull(i) ? null : row.GetString(i));
        }

        var content = _format.Content(_values);
        return new LiveItem(row.GetString(_values.Length), Digest.Of(content), ItemContent.Of(content));
    }
}
