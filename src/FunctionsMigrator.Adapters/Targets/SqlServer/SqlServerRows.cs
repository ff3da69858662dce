using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The columns of a table that a resource manages, matched with the table as it is; reads rows as items.</summary>
internal sealed class SqlServerRows
{
    private readonly TargetAddress _address;
    private readonly RowFormat _format;
    private readonly string?[] _values;
    private readonly int[] _keyPlaces;

    /// <summary>For a table and a slice that fit.</summary>
    public SqlServerRows(SqlServerTable table, TableSlice slice, TargetAddress address)
    {
        Table = table;
        _address = address;
        Columns = [.. slice.Columns.Select(name => table.Column(name)!)];
        Key = [.. slice.Key.Select(name => table.Column(name)!)];
        _format = new RowFormat(slice.Columns);
        _values = new string?[Columns.Count];
        _keyPlaces = [.. slice.Key.Select(name => slice.Columns.ToList().IndexOf(name))];
    }

    /// <summary>The table.</summary>
    public SqlServerTable Table { get; }

    /// <summary>The managed columns, in the order of the slice.</summary>
    public IReadOnlyList<SqlServerColumn> Columns { get; }

    /// <summary>The key columns, in the order of the slice.</summary>
    public IReadOnlyList<SqlServerColumn> Key { get; }

    /// <summary>The columns that nobody manages and that can be written.</summary>
    public IEnumerable<SqlServerColumn> Unmanaged => Table.Columns.Where(column => !column.Generated && !Columns.Contains(column));

    /// <summary>The columns that are read for items: the managed ones, then those of the key that are not among them.</summary>
    private string Selected => string.Join(", ", Columns.Concat(Key.Where((_, i) => _keyPlaces[i] < 0)).Select(column => column.SelectSql("t")));

    /// <summary>The query for all rows. Those with NULL in the key are no items.</summary>
    public string AllSql => $"SELECT {Selected} FROM {Table.Sql} AS t WHERE {string.Join(" AND ", Key.Select(column => $"t.{column.Sql} IS NOT NULL"))};";

    /// <summary>The query for the rows whose keys stand in the JSON array of arrays of texts <c>@p1</c>.</summary>
    /// <param name="hold">Whether nobody else may write them, or make them, until the transaction ends.</param>
    public string FindSql(bool hold) =>
        $"""
        SELECT {Selected}
        FROM OPENJSON(@p1) WITH ({string.Join(", ", Key.Select((_, i) => $"p{i} nvarchar(max) '$[{i}]'"))}) AS w
        JOIN {Table.Sql} AS t{(hold ? " WITH (UPDLOCK, HOLDLOCK)" : "")} ON {Match("w")};
        """;

    /// <summary>That a row <c>t</c> of the table has the key of the texts <c>p0</c>, <c>p1</c> and so on of a relation.</summary>
    public string Match(string relation) => string.Join(" AND ", Key.Select((column, i) => $"t.{column.Sql} = {column.ComparedSql($"{relation}.p{i}")}"));

    /// <summary>Matches a slice with its table; null when there is no such table.</summary>
    /// <exception cref="TargetException">TGT032: columns are missing, computed or of a type without text, or the key is not unique, or a key column is a real number.</exception>
    public static async Task<SqlServerRows?> FindAsync(SqlServerSession session, ResourceSlice slice, string schema, TargetAddress address, CancellationToken cancellation)
    {
        var wanted = slice.Table ?? throw new ArgumentException($"Resource {slice.Resource} names no table.", nameof(slice));
        return await SqlServerTable.ReadAsync(session, wanted.Table, schema, cancellation) is { } table ? Of(table, wanted, address) : null;
    }

    /// <summary>Matches a slice with its table.</summary>
    /// <exception cref="TargetException">As <see cref="FindAsync(SqlServerSession, ResourceSlice, string, TargetAddress, CancellationToken)"/>.</exception>
    public static SqlServerRows Of(SqlServerTable table, TableSlice wanted, TargetAddress address)
    {
        TableFit.Require(wanted, table.Shape(), table.Columns.Where(column => column.Generated).Select(column => column.Name), StringComparer.Ordinal, address);
        var columns = wanted.Columns.Concat(wanted.Key).Select(name => table.Column(name)!).ToList();
        if (columns.Find(column => !column.HasText) is { } without)
        {
            throw new TargetException(TargetCodes.TableMismatch.Finding(
                $"Column {without.Name} of table {table.Name} is {without.Declared}, whose values have no text that could stand in a file.",
                target: address.ToString(),
                remedy: "Take the column out of the file, and write its values by a script."));
        }

        if (wanted.Key.Select(name => table.Column(name)!).FirstOrDefault(column => column.Type == ColumnType.Real || column.BaseType is "text" or "ntext" or "image" or "xml" or "json") is { } unfit)
        {
            throw new TargetException(TargetCodes.TableMismatch.Finding(
                $"The key column {unfit.Name} of table {table.Name} is {unfit.Declared}, which is no key.",
                target: address.ToString(),
                remedy: "Key the resource by other columns, or give the column another type."));
        }

        return new SqlServerRows(table, wanted, address);
    }

    /// <summary>All rows in the order of their canonical keys' bytes. No collation of the server sorts as they do, so they are sorted here, with bounded memory.</summary>
    public async IAsyncEnumerable<LiveItem> AllAsync(SqlServerSession session, ISpillSpace spill, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? before = null;
        await foreach (var (key, content) in Utf8Sort.SortAsync(() => PairsAsync(session, cancellation), spill, cancellation: cancellation))
        {
            before = key != before ? key : throw TableFit.Twice(Table.Name, key, _address);
            yield return new LiveItem(key, Digest.Of(content), ItemContent.Of(content));
        }
    }

    /// <summary>All rows as the server answers them.</summary>
    public async IAsyncEnumerable<(string Key, byte[] Content)> PairsAsync(SqlServerSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = session.Command(AllSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return Pair(reader);
        }
    }

    /// <summary>The rows of these keys, by key.</summary>
    public async Task<IReadOnlyDictionary<string, LiveItem>> FindAsync(SqlServerSession session, IReadOnlyCollection<string> keys, bool hold, CancellationToken cancellation)
    {
        var asked = keys.ToHashSet(StringComparer.Ordinal);
        if (asked.Count == 0)
        {
            return new Dictionary<string, LiveItem>();
        }

        var items = await session.QueryAsync(FindSql(hold), Item, cancellation, JsonSerializer.Serialize(asked.Select(Parts)));

        // What equals by the collation may be written otherwise: the key ["DE"] finds the row ["de"].
        return items.Where(item => asked.Contains(item.Key)).DistinctBy(item => item.Key).ToDictionary(item => item.Key, StringComparer.Ordinal);
    }

    /// <summary>The texts of a key, as the key columns' types read them.</summary>
    public IReadOnlyList<string?> Parts(string key)
    {
        var parts = RowJson.ParseKey(key);
        return parts.Count == Key.Count
            ? [.. Key.Select((column, i) => IsStored(column, parts[i]) ? SqlServerValue.Stored(column.Type, parts[i]) : null)]
            : throw new ArgumentException($"A key has {parts.Count} parts; table {Table.Name} is keyed by {Key.Count}.", nameof(key));
    }

    /// <summary>The texts of a row's managed columns, in their order, as the columns' types read them.</summary>
    /// <exception cref="ArgumentException">The content names other columns.</exception>
    public IReadOnlyList<string?> Values(ReadOnlySpan<byte> content)
    {
        var values = RowJson.ParseContent(content);
        if (values.Count != Columns.Count)
        {
            throw new ArgumentException($"A row of table {Table.Name} has {values.Count} columns; {Columns.Count} are managed.", nameof(content));
        }

        return [.. Columns.Select(column => values.TryGetValue(column.Name, out var text)
            ? SqlServerValue.Stored(column.Type, text)
            : throw new ArgumentException($"A row of table {Table.Name} has no column {column.Name}.", nameof(content)))];
    }

    private static bool IsStored(SqlServerColumn column, string text) => column.Type != ColumnType.Bytes || Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private LiveItem Item(SqlDataReader row)
    {
        var (key, content) = Pair(row);
        return new LiveItem(key, Digest.Of(content), ItemContent.Of(content));
    }

    private (string Key, byte[] Content) Pair(SqlDataReader row)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = Columns[i].Read(row, i);
        }

        var beside = _values.Length;
        var key = new string[Key.Count];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = (_keyPlaces[i] >= 0 ? _values[_keyPlaces[i]] : Key[i].Read(row, beside++))!;
        }

        return (RowJson.Key(key), _format.Content(_values));
    }
}
