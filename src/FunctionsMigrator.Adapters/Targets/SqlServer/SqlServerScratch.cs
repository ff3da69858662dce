using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Fills a scratch database: the structure of the live one, its script history, the rows of managed tables with all their columns, and a few generated rows in the tables that
/// the plan's scripts touch and that would be empty. Rows of other tables are not read, so foreign keys to or from what is missing or made up are made without looking at the rows.
/// </summary>
internal sealed class SqlServerScratch(SqlServerPlace live, SqlServerPlace place, SqlServerDefinition definition, TargetAddress address)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string[] HistoryColumns = ["resource", "script", "version", "kind", "action", "checksum", "text", "run", "change_id", "fence", "at"];
    private static readonly string[] ProgressColumns = ["resource", "script", "action", "ordinal", "target", "hash", "statement", "done", "run", "fence", "at"];

    /// <summary>Fills it; answers how it differs from the live one, for people.</summary>
    public async Task<IReadOnlyList<Finding>> FillAsync(ScratchRequest request, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        await using var from = await SqlServerSession.BeginAsync(live, Work(readOnly: true), cancellation);
        var structure = await SqlServerStructure.ReadAsync(from, definition.Bookkeeping, cancellation);
        var links = await SqlServerLink.AllAsync(from, cancellation);
        var needs = await from.QueryAsync(SqlServerCatalogue.Needs, row => (row.GetInt32(0), row.GetInt32(1)), cancellation);
        var sorted = SqlServerSchemaText.Sort(structure, needs, []);

        await MakeAsync(sorted.Where(item => item.Kind < SqlServerObjectKind.ForeignKey), findings, cancellation);
        var managed = await CopyAsync(from, request, cancellation);

        // Triggers and foreign keys come last: they shall not see the rows that are only copied or made up.
        var rows = new SqlServerGeneratedRows(place, Work(readOnly: false), definition.Schema, links, address);
        await rows.FillAsync(request.Touched, cancellation);
        findings.AddRange(rows.Findings);
        var loose = links.Where(link => rows.MadeUp.Contains(link.ChildSql) || !managed.Contains(link.ParentSql)).Select(link => $"{link.ChildSql} {link.Name}").ToHashSet(StringComparer.Ordinal);
        await MakeAsync(sorted.Where(item => item.Kind >= SqlServerObjectKind.ForeignKey).Select(item => loose.Contains(item.Name) ? item with { Sql = Unchecked(item.Sql) } : item), findings, cancellation);
        if (loose.Count > 0)
        {
            findings.Add(TargetCodes.ScratchDiffers.Finding(
                $"Rows that these foreign keys join are not in the scratch database, or made up: {string.Join(", ", loose.Order(StringComparer.Ordinal))}.", target: address.ToString()));
        }

        return findings;
    }

    private static string Unchecked(string sql) => sql.Replace(" WITH CHECK ADD ", " WITH NOCHECK ADD ", StringComparison.Ordinal);

    private static SqlServerWork Work(bool readOnly) => new(readOnly, Patience, Patience);

    private async Task MakeAsync(IEnumerable<SqlServerObject> objects, List<Finding> findings, CancellationToken cancellation)
    {
        foreach (var item in objects.Where(item => item.Sql.Length > 0))
        {
            try
            {
                await using var session = await SqlServerSession.BeginAsync(place, Work(readOnly: false), cancellation);
                foreach (var batch in SqlServerBatches.Read(item.Sql))
                {
                    await session.RunAsync(batch.Text, cancellation);
                }

                await session.CommitAsync(cancellation);
            }
            catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && !SqlServerFailures.IsOutage(errors[0]))
            {
                findings.Add(TargetCodes.ScratchDiffers.Finding($"{item.Kind} {item.Name} could not be made in the scratch database: {SqlServerFailures.Words(errors)}.", target: address.ToString()));
            }
        }
    }

    private async Task<IReadOnlySet<string>> CopyAsync(SqlServerSession from, ScratchRequest request, CancellationToken cancellation)
    {
        var books = new SqlServerBookkeeping(definition.Bookkeeping, address);
        await using var to = await SqlServerSession.BeginAsync(place, Work(readOnly: false), cancellation);
        await books.CreateAsync(to, cancellation);
        if (await books.HasAsync(from, "history", cancellation))
        {
            await CopyAsync(from, to, HistorySql(books), books.Table("history"), HistoryColumns, cancellation);
        }

        // What stands of a script that is not done stands in the structure too.
        if (await books.HasAsync(from, "progress", cancellation))
        {
            await CopyAsync(from, to, ProgressSql(books), books.Table("progress"), ProgressColumns, cancellation);
        }

        var managed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in request.Slices.Where(slice => slice.Table is not null).Select(slice => slice.Table!.Table).Distinct(StringComparer.Ordinal))
        {
            if (await SqlServerTable.ReadAsync(from, name, definition.Schema, cancellation) is { } table && managed.Add(table.Sql))
            {
                var columns = table.Columns.Where(column => !column.Generated).Select(column => column.Name).ToList();
                await CopyAsync(from, to, TableSql(table), table.Sql, columns, cancellation);
            }
        }

        await to.CommitAsync(cancellation);
        return managed;
    }

    /// <summary>The query for rows of the history.</summary>
    public static string HistorySql(SqlServerBookkeeping books) => $"SELECT {SqlServerText.Quote(HistoryColumns)} FROM {books.Table("history")} ORDER BY id;";

    /// <summary>The query for scripts that are not done.</summary>
    public static string ProgressSql(SqlServerBookkeeping books) => $"SELECT {SqlServerText.Quote(ProgressColumns)} FROM {books.Table("progress")};";

    /// <summary>The query for the rows of a table with all that is written into it.</summary>
    public static string TableSql(SqlServerTable table) => $"SELECT {SqlServerText.Quote(table.Columns.Where(column => !column.Generated).Select(column => column.Name))} FROM {table.Sql};";

    private static async Task CopyAsync(SqlServerSession from, SqlServerSession to, string sql, string table, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        await using var command = from.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        using var copy = new SqlBulkCopy(to.Connection, SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls, to.Transaction);
        copy.DestinationTableName = table;
        copy.BulkCopyTimeout = SqlServerText.Seconds(Patience);
        copy.EnableStreaming = true;
        foreach (var column in columns)
        {
            copy.ColumnMappings.Add(column, column);
        }

        await copy.WriteToServerAsync(reader, cancellation);
    }
}
