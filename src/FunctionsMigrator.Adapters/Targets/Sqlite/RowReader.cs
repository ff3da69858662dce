using System.Runtime.CompilerServices;
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
    /// All rows in the order of their canonical keys' bytes, which is no order of any column: SQLite sorts by the key's text, which a function makes, and spills to
    /// temporary files what does not fit into its cache. Rows with NULL in the key are no items.
    /// </summary>
    public static async IAsyncEnumerable<LiveItem> AllAsync(SqliteSession session, RowMap map, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        TargetException? unreadable = null;
        Register(session, map, exception => unreadable = exception);
        var parts = SqliteNames.Quote(map.Key.Select(column => column.Name));
        using var rows = Sorted(() => session.Run(
            () => session.Reader($"SELECT {map.ColumnsSql}, {KeyFunction}({parts}) AS fm_sorted FROM {map.TableSql} ORDER BY fm_sorted"), cancellation));
        string? before = null;
        while (Sorted(() => session.Run(rows.Read, cancellation)))
        {
            if (rows.IsDBNull(map.Columns.Count))
            {
                continue;
            }

            var key = Encoding.UTF8.GetString(raw.sqlite3_column_blob(rows.Handle!, map.Columns.Count));
            if (key == before)
            {
                throw map.Twice(key);
            }

            before = key;
            yield return map.Item(key, rows.Handle!);
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
