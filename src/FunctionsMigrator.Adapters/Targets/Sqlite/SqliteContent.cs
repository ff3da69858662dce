using System.Buffers.Binary;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// The checksum of what a database holds: whole rows of the named tables with their exact stored values, managed columns of the slices' rows, and which scripts
/// stand applied. Of a table with more rows than asked for, the first ones by its key and their number count.
/// </summary>
internal static class SqliteContent
{
    public static (Digest Digest, bool Complete) Of(
        SqliteSession? session, FingerprintScope scope, TargetAddress address, CancellationToken cancellation)
    {
        using var hash = new FingerprintHash();
        var complete = true;
        foreach (var name in scope.Tables.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            var table = session is null ? null : SqliteTable.Read(session, name);
            hash.Add(table?.Name);
            complete &= table is null || AddRows(hash, session!, table, scope.VerifyRows, cancellation);
        }

        foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
        {
            hash.Add(slice.Collection);
            complete &= session is null || AddSlice(hash, session, slice, scope.VerifyRows, address, cancellation);
        }

        return (hash.End(), complete);
    }

    private static bool AddRows(FingerprintHash hash, SqliteSession session, SqliteTable table, int limit, CancellationToken cancellation)
    {
        var name = SqliteNames.Quote(table.Name);
        var rows = session.Run(() => session.Query($"SELECT count(*) FROM {name}", row => row.GetInt64(0))[0], cancellation);
        hash.Add(rows);
        using var reader = session.Run(() => session.Reader($"SELECT * FROM {name} ORDER BY {Order(table)} LIMIT $0", limit), cancellation);
        while (Next(reader, cancellation))
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                Add(hash, SqliteCell.Of(reader.Handle!, i));
            }
        }

        return rows <= limit;
    }

    /// <summary>The primary key where it tells all rows apart, so that its index gives the order; else every column.</summary>
    private static string Order(SqliteTable table)
    {
        var key = table.Columns.Where(column => column.KeyPart > 0).OrderBy(column => column.KeyPart).ToList();
        return key.Count > 0 && key.All(table.RefusesNull)
            ? SqliteNames.Quote(key.Select(column => column.Name))
            : string.Join(", ", table.Columns.Select(column => $"{SqliteNames.Quote(column.Name)} COLLATE BINARY, typeof({SqliteNames.Quote(column.Name)})"));
    }

    private static bool AddSlice(
        FingerprintHash hash, SqliteSession session, ResourceSlice slice, int limit, TargetAddress address, CancellationToken cancellation)
    {
        if (slice.Table is null)
        {
            foreach (var script in SqliteHistory.Read(session, slice.Resource))
            {
                hash.Add(script.Key);
                hash.Add(script.Checksum.Hex);
            }

            return true;
        }

        if (RowMap.Find(session, slice, address) is not { } map)
        {
            return true;
        }

        // In the order of the key's index, values as they are stored: what matters is whether they are the same, not how they are written.
        var key = map.Key.Select(column => SqliteNames.Quote(column.Name)).ToList();
        using var reader = session.Run(
            () => session.Reader(
                $"SELECT {map.ColumnsSql} FROM {map.TableSql} WHERE {string.Join(" AND ", key.Select(name => $"{name} IS NOT NULL"))} ORDER BY {string.Join(", ", key)}"),
            cancellation);
        var rows = 0L;
        for (; Next(reader, cancellation); rows++)
        {
            for (var i = 0; rows < limit && i < map.Columns.Count; i++)
            {
                Add(hash, SqliteCell.Of(reader.Handle!, i));
            }
        }

        hash.Add(rows);
        return rows <= limit;
    }

    private static bool Next(SqliteDataReader reader, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return reader.Read();
    }

    private static void Add(FingerprintHash hash, SqliteCell cell)
    {
        switch (cell.Type)
        {
            case raw.SQLITE_INTEGER:
                hash.Add(cell.Integer);
                break;
            case raw.SQLITE_FLOAT:
                Span<byte> bits = stackalloc byte[sizeof(double)];
                // Negative zero is zero, as in a row's canonical text.
                BinaryPrimitives.WriteDoubleBigEndian(bits, cell.Real == 0 ? 0 : cell.Real);
                hash.Add('r', bits);
                break;
            case raw.SQLITE_TEXT:
                hash.Add('t', cell.Bytes);
                break;
            case raw.SQLITE_BLOB:
                hash.Add('b', cell.Bytes);
                break;
            default:
                hash.Add(null);
                break;
        }
    }
}
