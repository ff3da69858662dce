using System.Runtime.CompilerServices;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>The columns of a table that a resource manages, matched with the table as it is.</summary>
internal sealed class RowMap
{
    private readonly TableSlice _slice;
    private readonly TargetAddress _address;
    private readonly RowFormat _format;
    private readonly string?[] _values;

    private RowMap(SqliteTable table, TableSlice slice, TargetAddress address)
    {
        Table = table;
        _slice = slice;
        _address = address;
        Columns = [.. slice.Columns.Select(name => table.Column(name)!)];
        Key = [.. slice.Key.Select(name => table.Column(name)!)];
        _format = new RowFormat(slice.Columns);
        _values = new string?[Columns.Count];
    }

    /// <summary>The table.</summary>
    public SqliteTable Table { get; }

    /// <summary>The managed columns, in the order of the slice.</summary>
    public IReadOnlyList<SqliteColumn> Columns { get; }

    /// <summary>The key columns, in the order of the slice.</summary>
    public IReadOnlyList<SqliteColumn> Key { get; }

    /// <summary>The columns that nobody manages and that can be written.</summary>
    public IEnumerable<SqliteColumn> Unmanaged => Table.Columns.Where(column => !column.Generated && !Columns.Contains(column));

    /// <summary>The table's quoted name.</summary>
    public string TableSql => SqliteNames.Quote(Table.Name);

    /// <summary>The managed columns' quoted names.</summary>
    public string ColumnsSql => SqliteNames.Quote(Columns.Select(column => column.Name));

    /// <summary>
    /// Finds the row of a key whose parts are <c>$first</c> and following. Also compares byte for byte, since a column may compare otherwise (<c>NOCASE</c>);
    /// the first comparison lets SQLite use the column's index.
    /// </summary>
    public string KeySql(int first = 0) => string.Join(
        " AND ", Key.Select((column, i) => $"{SqliteNames.Quote(column.Name)} = ${first + i} AND {SqliteNames.Quote(column.Name)} = ${first + i} COLLATE BINARY"));

    /// <summary>Matches a slice with its table; null when there is no such table.</summary>
    /// <exception cref="TargetException">TGT032: columns are missing or computed, or the key is not unique.</exception>
    public static RowMap? Find(SqliteSession session, ResourceSlice slice, TargetAddress address)
    {
        var wanted = slice.Table ?? throw new ArgumentException($"Resource {slice.Resource} names no table.", nameof(slice));
        if (SqliteTable.Read(session, wanted.Table) is not { } table)
        {
            return null;
        }

        TableFit.Require(wanted, table.Shape(), table.Columns.Where(column => column.Generated).Select(column => column.Name), StringComparer.OrdinalIgnoreCase, address);
        return new RowMap(table, wanted, address);
    }

    /// <summary>The table that must be there to be written.</summary>
    /// <exception cref="TargetException">TGT032.</exception>
    public static RowMap Require(SqliteSession session, ResourceSlice slice, TargetAddress address) =>
        Find(session, slice, address) ?? throw TableFit.NoTable(slice, address);

    /// <summary>What is bound for a key; null when no row can have it.</summary>
    public object?[]? BindKey(string key)
    {
        var texts = RowJson.ParseKey(key);
        if (texts.Count != Key.Count)
        {
            throw new ArgumentException($"The key {key} has {texts.Count} parts; table {Table.Name} is keyed by {Key.Count}.", nameof(key));
        }

        try
        {
            return [.. Key.Select((column, i) => SqliteCell.Bound(column, texts[i]))];
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What is bound for a row's managed columns, in their order.</summary>
    /// <exception cref="ArgumentException">The content names other columns.</exception>
    public object?[] BindContent(ReadOnlySpan<byte> content)
    {
        var values = RowJson.ParseContent(content);
        if (values.Count != _slice.Columns.Count)
        {
            throw new ArgumentException($"A row of table {Table.Name} has {values.Count} columns; {_slice.Columns.Count} are managed.", nameof(content));
        }

        return [.. Columns.Select((column, i) => SqliteCell.Bound(column, values.TryGetValue(_slice.Columns[i], out var text)
            ? text
            : throw new ArgumentException($"A row of table {Table.Name} has no column {_slice.Columns[i]}.", nameof(content))))];
    }

    /// <summary>The key text of a row whose key columns are cells of any source; null when a part is NULL, so that no key names the row.</summary>
    /// <exception cref="TargetException">TGT032: a value has no canonical text.</exception>
    public string? KeyText(Func<int, SqliteCell> cell)
    {
        var texts = new string[Key.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (Key[i].NullOr(cell(i), problem => Unreadable(Key[i], problem, null)) is not { } text)
            {
                return null;
            }

            texts[i] = text;
        }

        return RowJson.Key(texts);
    }

    /// <summary>The item of a row whose first columns are <see cref="ColumnsSql"/>.</summary>
    /// <exception cref="TargetException">TGT032: a value has no canonical text.</exception>
    public LiveItem Item(string key, sqlite3_stmt row)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = SqliteCell.Of(row, i).Canonical(Columns[i], out var problem);
            if (problem is not null)
            {
                throw Unreadable(Columns[i], problem, key);
            }
        }

        var content = _format.Content(_values);
        return new LiveItem(key, Digest.Of(content), ItemContent.Of(content));
    }

    /// <summary>Adds a row whose first columns are <see cref="ColumnsSql"/> and whose next ones are the key; false when a part of the key is NULL, so that the row is no item.</summary>
    /// <exception cref="TargetException">TGT032: a value has no canonical text.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(RowPage page, sqlite3_stmt row)
    {
        for (var i = 0; i < Key.Count; i++)
        {
            var cell = SqliteCell.Of(row, Columns.Count + i);
            if (cell.Type == raw.SQLITE_NULL)
            {
                page.Drop();
                return false;
            }

            page.Append(i == 0 ? "["u8 : ","u8);
            cell.AppendTo(page, Key[i], out var problem);
            if (problem is not null)
            {
                throw Unreadable(Key[i], problem, null);
            }
        }

        page.Append("]"u8);
        page.EndKey();
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = Columns[_format.Order[i]];
            page.Append(_format.Head(i));
            SqliteCell.Of(row, _format.Order[i]).AppendTo(page, column, out var problem);
            if (problem is not null)
            {
                throw Unreadable(column, problem, System.Text.Encoding.UTF8.GetString(page.PendingKey));
            }
        }

        page.Append(_format.Tail);
        page.Add();
        return true;
    }

    /// <summary>Two rows that no key tells apart.</summary>
    public TargetException Twice(string key) => TableFit.Twice(Table.Name, key, _address);

    private TargetException Unreadable(SqliteColumn column, string problem, string? key) => new(TargetCodes.TableMismatch.Finding(
        $"Column {column.Name} of table {Table.Name}{(key is null ? "" : $", row {key},")} {problem}.",
        target: _address.ToString(),
        remedy: "Correct the value on the target, give the column a declared type that fits it, or take the column out of the file."));
}

/// <summary>Reads cells.</summary>
internal static class SqliteCells
{
    /// <summary>The canonical text, null for NULL, or the exception that a value without one deserves.</summary>
    public static string? NullOr(this SqliteColumn column, SqliteCell cell, Func<string, Exception> fail)
    {
        var text = cell.Canonical(column, out var problem);
        return problem is null ? text : throw fail(problem);
    }
}
