using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The checksum of what a database holds: whole rows of the named tables, managed columns of the slices' rows, and which scripts stand applied. Of a named table with more
/// rows than asked for, their number counts; managed rows count always, however many they are.
/// </summary>
internal static class PostgresContent
{
    private const int OtherSeed = 20_261_123;

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
            complete &= await AddSliceAsync(hash, session, books, slice, schema, address, cancellation);
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
        FingerprintHash hash, PostgresSession session, PostgresBookkeeping books, ResourceSlice slice, string schema, TargetAddress address, CancellationToken cancellation)
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

        // The server hashes and sums: no row leaves it, and a sum needs no order. Two hashes of 64 bits, so that no chance makes two contents alike.
        var sums = await session.QueryAsync(
            $"""
            SELECT pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashtextextended(r.content, 0))::text, pg_catalog.sum(pg_catalog.hashtextextended(r.content, {OtherSeed}))::text
            FROM (SELECT {rows.ContentSql} COLLATE "C" AS content FROM {rows.Table.Sql} AS t WHERE {rows.HasKeySql}) AS r
            """,
            row => (Rows: row.GetInt64(0), First: row.IsDBNull(1) ? "" : row.GetString(1), Second: row.IsDBNull(2) ? "" : row.GetString(2)),
            cancellation);
        hash.Add(sums[0].Rows);
        hash.Add(sums[0].First);
        hash.Add(sums[0].Second);
        return true;
    }
}
