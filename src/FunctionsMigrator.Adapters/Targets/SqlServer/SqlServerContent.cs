using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// The checksum of what a database holds: whole rows of the named tables, managed columns of the slices' rows, and which scripts stand applied. Of a named table with more
/// rows than asked for, their number counts; managed rows count always, however many they are.
/// </summary>
internal static class SqlServerContent
{
    /// <summary>The query for how many rows a table has.</summary>
    public static string CountSql(SqlServerTable table) => $"SELECT COUNT_BIG(*) FROM {table.Sql};";

    /// <summary>The query for whole rows. What has no canonical text has one by which it can be compared; the numbers of row versions are always others.</summary>
    public static string RowsSql(SqlServerTable table) =>
        $"SELECT {string.Join(", ", Compared(table).Select(column => column.HasText ? column.SelectSql("t") : $"CONVERT(nvarchar(max), t.{column.Sql})"))} FROM {table.Sql} AS t;";

    public static async Task<(Digest Digest, bool Complete)> OfAsync(
        SqlServerSession session, SqlServerBookkeeping books, FingerprintScope scope, string schema, TargetAddress address, CancellationToken cancellation)
    {
        using var hash = new FingerprintHash();
        var complete = true;
        foreach (var name in scope.Tables.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var table = await SqlServerTable.ReadAsync(session, name, schema, cancellation);
            hash.Add(table?.Sql);
            complete &= table is null || await AddRowsAsync(hash, session, table, scope.VerifyRows, cancellation);
        }

        foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
        {
            hash.Add(slice.Collection);
            await AddSliceAsync(hash, session, books, slice, schema, address, cancellation);
        }

        return (hash.End(), complete);
    }

    private static List<SqlServerColumn> Compared(SqlServerTable table) => [.. table.Columns.Where(column => column.BaseType != "timestamp")];

    private static async Task<bool> AddRowsAsync(FingerprintHash hash, SqlServerSession session, SqlServerTable table, int limit, CancellationToken cancellation)
    {
        var count = (await session.QueryAsync(CountSql(table), row => row.GetInt64(0), cancellation))[0];
        hash.Add(count);
        var columns = Compared(table);
        if (count > limit || columns.Count == 0)
        {
            return count <= limit;
        }

        var format = new RowFormat([.. columns.Select(column => column.Name)]);
        var values = new string?[columns.Count];
        var sum = new SqlServerRowSum();
        await using var command = session.Command(RowsSql(table));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = columns[i].Read(reader, i);
            }

            sum.Add(format.Content(values));
        }

        hash.Add(sum.End());
        return true;
    }

    private static async Task AddSliceAsync(
        FingerprintHash hash, SqlServerSession session, SqlServerBookkeeping books, ResourceSlice slice, string schema, TargetAddress address, CancellationToken cancellation)
    {
        if (slice.Table is null)
        {
            foreach (var script in await SqlServerHistory.ReadAsync(session, books, slice.Resource, cancellation))
            {
                hash.Add(script.Key);
                hash.Add(script.Checksum.Hex);
            }

            return;
        }

        if (await SqlServerRows.FindAsync(session, slice, schema, address, cancellation) is { } rows)
        {
            var sum = new SqlServerRowSum();
            await foreach (var (_, content) in rows.PairsAsync(session, cancellation))
            {
                sum.Add(content);
            }

            hash.Add(sum.Count);
            hash.Add(sum.End());
        }
    }
}
