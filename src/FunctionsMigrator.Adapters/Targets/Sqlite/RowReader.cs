using System.Text;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Reads rows as items.</summary>
internal static class RowReader
{
    private const string KeyFunction = "fm_key";

    /// <summary>
    /// All rows in the order of their canonical keys' bytes. Where that is no order of the columns, SQLite sorts by the key's text and spills to temporary files what does not fit into its
    /// cache. Rows with NULL in the key are no items.
    /// </summary>
    public static IEnumerable<RowPage> Pages(SqliteSession session, RowMap map, CancellationToken cancellation)
    {
        TargetException? unreadable = null;
        var (select, order) = Ordered(session, map, exception => unreadable = exception, cancellation);
        using var rows = Sorted(() => session.Run(() => session.Reader($"SELECT {map.ColumnsSql}, {select} FROM {map.TableSql} ORDER BY {order}"), cancellation));
        byte[] before = [];

        // All of the sorting is done before the first row is answered; those behind it come at once.
        for (var more = Sorted(() => session.Run(rows.Read, cancellation)); more;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = new RowPage();
            more = Sorted(() => Fill(page, map, rows, before));
            before = page.Count > 0 ? page.Key(page.Count - 1).ToArray() : before;
            yield return page;
        }

        // The function cannot throw through SQLite: it makes the query fail, and its reason is kept aside.
        T Sorted<T>(Func<T> work)
        {
            try
            {
                return work();
            }
            catch (SqliteException) when (unreadable is not null)
            {
                throw unreadable;
            }
        }
    }

    /// <summary>Fills a page from the row that the query stands on; false when there are no more rows.</summary>
    private static bool Fill(RowPage page, RowMap map, SqliteDataReader rows, byte[] before)
    {
        for (var more = true; more; more = rows.Read())
        {
            if (page.IsFull)
            {
                return true;
            }

            if (map.TryAdd(page, rows.Handle!) && page.Key(page.Count - 1).SequenceEqual(page.Count > 1 ? page.Key(page.Count - 2) : before))
            {
                throw map.Twice(Encoding.UTF8.GetString(page.Key(page.Count - 1)));
            }
        }

        return false;
    }

    /// <summary>One row; null when there is none with exactly this key.</summary>
    public static LiveItem? Find(SqliteSession session, RowMap map, string key)
    {
        if (map.BindKey(key) is not { } parts)
        {
            return null;
        }

        var keys = SqliteNames.Quote(map.Key.Select(column => column.Name));
        using var rows = session.Reader($"SELECT {map.ColumnsSql}, {keys} FROM {map.TableSql} WHERE {map.KeySql()}", parts);
        if (!rows.Read())
        {
            return null;
        }

        // What is bound may equal a value that is written otherwise: the key ["05"] finds the row ["5"].
        var row = rows.Handle!;
        return map.KeyText(i => SqliteCell.Of(row, map.Columns.Count + i)) == key ? map.Item(key, row) : null;
    }

    /// <summary>
    /// The key columns, and an order that is the order of the canonical keys. Texts without quotes, backslashes, blanks and control characters sort by themselves as their JSON does, since
    /// the quote behind a text is less than all that is in one: then the key's own index gives the order. A function makes all other keys.
    /// </summary>
    private static (string Select, string Order) Ordered(SqliteSession session, RowMap map, Action<TargetException> unreadable, CancellationToken cancellation)
    {
        var names = map.Key.Select(column => SqliteNames.Quote(column.Name)).ToList();
        var select = string.Join(", ", names);
        var odd = string.Join(" OR ", names.Select(name => $"typeof({name}) <> 'text' OR {name} GLOB '*[' || char(1) || '-\"\\]*' OR instr(CAST({name} AS BLOB), x'00')"));
        if (session.Run(() => session.Query($"SELECT EXISTS (SELECT 1 FROM {map.TableSql} WHERE {odd})", row => row.GetInt64(0)), cancellation)[0] == 0)
        {
            return (select, string.Join(", ", names.Select(name => $"{name} COLLATE BINARY")));
        }

        Register(session, map, unreadable);
        return (select, $"{KeyFunction}({select})");
    }

    private static void Register(SqliteSession session, RowMap map, Action<TargetException> unreadable)
    {
        var code = raw.sqlite3_create_function(session.Handle, KeyFunction, map.Key.Count, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, (context, _, arguments) =>
        {
            try
            {
                if (map.KeyText(i => SqliteCell.Of(arguments[i])) is { } key)
                {
                    raw.sqlite3_result_blob(context, Encoding.UTF8.GetBytes(key));
                }
                else
                {
                    raw.sqlite3_result_null(context);
                }
            }
            catch (TargetException exception)
            {
                unreadable(exception);
                raw.sqlite3_result_error(context, "unreadable key");
            }
        });
        SqliteException.ThrowExceptionForRC(code, session.Handle);
    }
}
