using System.Buffers.Binary;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// The checksum of what a database holds: whole rows of the named tables with their exact stored values, managed columns of the slices' rows, and which scripts
/// stand applied. Of a table with more rows than asked for, the first ones by its key and their number count.
/// </summary>
internal static class SqliteContent
{
    public static async Task<(Digest Digest, bool Complete)> OfAsync(
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
            complete &= session is null || await AddSliceAsync(hash, session, slice, scope.VerifyRows, address, cancellation);
        }

        return (hash.End(), complete);
    }

    private static bool AddRows(FingerprintHash hash, SqliteSession session, SqliteTable table, int limit, CancellationToken cancellation)
    {
        var name = SqliteNames.Quote(table.Name);
        var rows = session.Run(() => session.Query($"SELECT count(*) FROM {name}", row => row.GetInt64(0))[0], cancellation);
        hash.Add(rows);
        using var reader = session.Run(() => session.Reader($"SELECT * FROM {name} ORDER BY {Order(table)} LIMIT $0", limit), cancellation);
        while (session.Run(reader.Read, cancellation))
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

    private static async Task<bool> AddSliceAsync(
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

        var rows = 0L;
        await foreach (var item in RowReader.AllAsync(session, map, cancellation))
        {
            rows++;
            if (rows <= limit)
            {
                hash.Add(item.Key);
                hash.Add(item.Checksum.Hex);
            }
        }

        hash.Add(rows);
        return rows <= limit;
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
                BinaryPrimitives.WriteDoubleBigEndian(bits, cell.Real);
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
