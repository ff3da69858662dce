using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The checksum of what a database holds: whole rows of the named tables, managed columns of the slices' rows, and which scripts stand applied. Of a table with more rows
/// than asked for, their number counts.
/// </summary>
internal static class PostgresContent
{
    public static async Task<(Digest Digest, bool Complete)> OfAsync(
        PostgresSession session, PostgresBookkeeping books, FingerprintScope scope, string schema, TargetAddress address, CancellationToken cancellation)
    {
        using var hash = new FingerprintHash();
        var complete = true;
        foreach (var name in scope.Tables.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var table = await PostgresTable.ReadAsync(session, name, schema, cancellation);
            hash.Add(table?.Sql);
            complete &= table is null || await AddRowsAsync(hash, session, table, scope.VerifyRows, cancellation);
        }

        foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
        {
            hash.Add(slice.Collection);
            complete &= await AddSliceAsync(hash, session, books, slice, scope.VerifyRows, schema, address, cancellation);
        }

        return (hash.End(), complete);
    }

    private static async Task<bool> AddRowsAsync(FingerprintHash hash, PostgresSession session, PostgresTable table, int limit, CancellationToken cancellation)
    {
        var rows = (await session.QueryAsync($"SELECT count(*) FROM {table.Sql}", row => row.GetInt64(0), cancellation))[0];
        hash.Add(rows);
        if (rows > limit)
        {
            return false;
        }

        var texts = table.Columns.Count == 0 ? "''" : string.Join(", ", table.Columns.Select(column => column.CanonicalSql("t")));
        await using var command = session.Command($"""SELECT pg_catalog.json_build_array({texts})::text AS content FROM {table.Sql} AS t ORDER BY pg_catalog.json_build_array({texts})::text COLLATE "C" """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            hash.Add(reader.GetString(0));
        }

        return true;
    }

    private static async Task<bool> AddSliceAsync(
        FingerprintHash hash, PostgresSession session, PostgresBookkeeping books, ResourceSlice slice, int limit, string schema, TargetAddress address, CancellationToken cancellation)
    {
        if (slice.Table is null)
        {
            foreach (var script in await PostgresHistory.ReadAsync(session, books, slice.Resource, cancellation))
            {
                hash.Add(script.Key);
                hash.Add(script.Checksum.Hex);
            }

            return true;
        }

        if (await PostgresRows.FindAsync(session, slice, schema, address, cancellation) is not { } rows)
        {
            return true;
        }

        var count = 0L;
        await foreach (var item in rows.AllAsync(session, cancellation))
        {
            count++;
            if (count <= limit)
            {
                hash.Add(item.Key);
                hash.Add(item.Checksum.Hex);
            }
        }

        hash.Add(count);
        return count <= limit;
    }
}
