using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Makes up rows for empty tables of a scratch database, so that a script that changes them has something to change. Best effort: types, NOT NULL, defaults and foreign keys are respected; a
/// table whose rules refuse every row stays empty, and a finding says so. Each row is a transaction of its own, since an error would end a common one.
/// </summary>
internal sealed class SqlServerGeneratedRows(SqlServerPlace place, SqlServerWork work, string schema, IReadOnlyList<SqlServerLink> links, TargetAddress address)
{
    private const int Rows = 3;

    private readonly HashSet<int> _seen = [];
    private readonly List<Finding> _findings = [];

    /// <summary>The tables that hold made-up rows, by their quoted names.</summary>
    public HashSet<string> MadeUp { get; } = new(StringComparer.Ordinal);

    /// <summary>What could not be made up.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Fills the tables that exist and are empty, and the tables they must point to.</summary>
    public async Task FillAsync(IEnumerable<string> tables, CancellationToken cancellation)
    {
        foreach (var name in tables.Order(StringComparer.Ordinal))
        {
            if (await TableAsync(name, schema, cancellation) is { } table)
            {
                await FillAsync(table, cancellation);
            }
        }
    }

    /// <summary>The statement that adds a row, with a value for each column that is not left to the server.</summary>
    public static (string Sql, IReadOnlyList<SqlServerColumn> Columns) InsertSql(SqlServerTable table, IReadOnlyCollection<string> given)
    {
        var columns = table.Columns
            .Where(column => !column.Generated && !column.Identity && column.HasText && (given.Contains(column.Name) || (!column.HasDefault && column.NotNull) || (!column.HasDefault && column.Type != ColumnType.Text)))
            .ToList();
        return columns.Count == 0
            ? ($"INSERT INTO {table.Sql} DEFAULT VALUES;", columns)
            : ($"INSERT INTO {table.Sql} ({string.Join(", ", columns.Select(column => column.Sql))}) VALUES ({string.Join(", ", columns.Select((column, i) => column.AssignedSql($"@p{i + 1}")))});", columns);
    }

    /// <summary>A made-up value as the column's type reads it.</summary>
    public static string ValueOf(SqlServerColumn column, int row) => column.BaseType switch
    {
        "bit" => row % 2 == 0 ? "true" : "false",
        "date" or "datetime" or "datetime2" or "smalldatetime" => string.Create(CultureInfo.InvariantCulture, $"2024-01-{row:00}"),
        "datetimeoffset" => string.Create(CultureInfo.InvariantCulture, $"2024-01-{row:00} 00:00:00 +00:00"),
        "time" => string.Create(CultureInfo.InvariantCulture, $"0{row}:00:00"),
        "uniqueidentifier" => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{row:000000000000}"),
        "xml" => "<a/>",
        "binary" or "varbinary" or "image" => string.Create(CultureInfo.InvariantCulture, $"0x{row:00}"),
        "json" => "{}",
        _ when column.Type != ColumnType.Text => row.ToString(CultureInfo.InvariantCulture),
        _ => ((char)('a' + row - 1)).ToString(),
    };

    private async Task FillAsync(SqlServerTable table, CancellationToken cancellation)
    {
        if (!_seen.Add(table.Id) || await HasRowsAsync(table, cancellation))
        {
            return;
        }

        foreach (var link in LinksOf(table).Where(link => link.From.Any(column => table.Column(column)!.NotNull)))
        {
            if (await TableAsync(link.Parent, link.ParentSchema, cancellation) is { } parent)
            {
                await FillAsync(parent, cancellation);
            }
        }

        for (var row = 1; row <= Rows; row++)
        {
            if (await InsertAsync(table, row, cancellation) is { } words)
            {
                if (row == 1)
                {
                    _findings.Add(TargetCodes.ScratchDiffers.Finding($"Table {table.Name} in the scratch database: no row could be made up ({words}).", target: address.ToString()));
                }

                return;
            }

            MadeUp.Add(table.Sql);
        }
    }

    /// <summary>Adds a row; answers the server's words when it is refused.</summary>
    private async Task<string?> InsertAsync(SqlServerTable table, int row, CancellationToken cancellation)
    {
        try
        {
            await using var session = await SqlServerSession.BeginAsync(place, work, cancellation);
            var pointers = await PointersAsync(session, table, row, cancellation);
            var (sql, columns) = InsertSql(table, pointers.Keys.ToList());
            await session.ExecuteAsync(sql, cancellation, [.. columns.Select(column => pointers.TryGetValue(column.Name, out var text) ? SqlServerValue.Stored(column.Type, text) : ValueOf(column, row))]);
            await session.CommitAsync(cancellation);
            return null;
        }
        catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && !SqlServerFailures.IsOutage(errors[0]))
        {
            return SqlServerFailures.Words(errors);
        }
    }

    /// <summary>Lets a row point to a row of each parent, or to nothing where that is allowed.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> PointersAsync(SqlServerSession session, SqlServerTable table, int row, CancellationToken cancellation)
    {
        var pointers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var link in LinksOf(table))
        {
            var found = await session.QueryAsync(
                PointersSql(link), values => Enumerable.Range(0, link.To.Count).Select(i => values.IsDBNull(i) ? null : SqlServerValue.Text(values, i)).ToList(), cancellation);
            for (var i = 0; i < link.From.Count; i++)
            {
                if (found.Count > 0)
                {
                    pointers[link.From[i]] = found[(row - 1) % found.Count][i];
                }
                else if (!table.Column(link.From[i])!.NotNull)
                {
                    pointers[link.From[i]] = null;
                }
            }
        }

        return pointers;
    }

    /// <summary>The query for rows to point to.</summary>
    public static string PointersSql(SqlServerLink link) => $"SELECT TOP ({Rows}) {SqlServerText.Quote(link.To)} FROM {link.ParentSql} ORDER BY 1;";

    private async Task<bool> HasRowsAsync(SqlServerTable table, CancellationToken cancellation)
    {
        await using var session = await SqlServerSession.BeginAsync(place, work, cancellation);
        return (await session.QueryAsync($"SELECT TOP (1) 1 FROM {table.Sql};", _ => true, cancellation)).Count > 0;
    }

    private async Task<SqlServerTable?> TableAsync(string name, string within, CancellationToken cancellation)
    {
        await using var session = await SqlServerSession.BeginAsync(place, work, cancellation);
        return await SqlServerTable.ReadAsync(session, name, within, cancellation);
    }

    private IEnumerable<SqlServerLink> LinksOf(SqlServerTable table) => links.Where(link => link.ChildSchema == table.Schema && link.Child == table.Name);
}
