using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Makes up rows for empty tables of a scratch database, so that a script that changes them has something to change. Best effort: types, NOT NULL, unique keys, foreign keys and simple checks are respected; a table whose rules refuse every attempt stays empty, and a finding says so.
/// </summary>
internal sealed class PostgresGeneratedRows(PostgresSession session, string schema, IReadOnlyList<PostgresLink> links, TargetAddress address)
{
    private const int Rows = 3;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
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
            if (await PostgresTable.ReadAsync(session, name, schema, cancellation) is { } table)
            {
                await FillAsync(table, cancellation);
            }
        }
    }

    private async Task FillAsync(PostgresTable table, CancellationToken cancellation)
    {
        if (!_seen.Add(table.Sql) || (await session.QueryAsync($"SELECT 1 FROM {table.Sql} LIMIT 1", _ => true, cancellation)).Count > 0)
        {
            return;
        }

        foreach (var link in LinksOf(table).Where(link => link.From.Any(column => table.Column(column)!.NotNull)))
        {
            if (await ParentAsync(link, cancellation) is { } parent)
            {
                await FillAsync(parent, cancellation);
            }
        }

        var values = await PostgresGeneratedValues.ReadAsync(session, table, cancellation);
        for (var row = 1; row <= Rows; row++)
        {
            if (await InsertAsync(table, values, row, await PointersAsync(table, row, cancellation), cancellation) is { } words)
            {
                if (row == 1)
                {
                    Report(table, $"no row could be made up ({words})");
                }

                return;
            }

            MadeUp.Add(table.Sql);
        }
    }

    /// <summary>
    /// Tries plain values first, then what the checks mention. Defaults are for the first row, and for others only where values of their own are refused: rows that were equal in a column
    /// would let an index on it fail that no row of the live table stands against. Answers the server's words when all were refused.
    /// </summary>
    private async Task<string?> InsertAsync(PostgresTable table, PostgresGeneratedValues values, int row, IReadOnlyDictionary<string, string?> given, CancellationToken cancellation)
    {
        var refused = "";
        bool[] ways = row > 1 && table.Columns.Any(column => column.HasDefault) ? [false, true] : [true];
        foreach (var (defaults, attempt) in ways.SelectMany(_ => Enumerable.Range(0, values.Attempts), (defaults, attempt) => (defaults, attempt)))
        {
            var columns = table.Columns
                .Where(column => !column.Generated && (given.ContainsKey(column.Name) || !column.HasDefault || !defaults))
                .Select(column => (column, Text: given.TryGetValue(column.Name, out var text) ? text : values.Of(column, row, attempt)))
                .Select((pair, i) => (pair.column.Sql, Value: given.ContainsKey(pair.column.Name) ? ($"${i + 1}", new Untyped(pair.Text)) : pair.column.Assigned(i + 1, pair.Text)))
                .ToList();
            var sql = columns.Count == 0
                ? $"INSERT INTO {table.Sql} DEFAULT VALUES"
                : $"INSERT INTO {table.Sql} ({string.Join(", ", columns.Select(pair => pair.Sql))}) OVERRIDING SYSTEM VALUE VALUES ({string.Join(", ", columns.Select(pair => pair.Value.Item1))})";
            if (await session.TryAsync(
                () => session.ExecuteAsync(sql, cancellation, [.. columns.Select(pair => pair.Value.Item2)]),
                exception => (refused = PostgresFailures.Words(exception)) is not null && !PostgresFailures.IsOutage(exception),
                cancellation))
            {
                return null;
            }
        }

        return refused;
    }

    /// <summary>Lets a row point to a row of each parent, or to nothing where that is allowed.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> PointersAsync(PostgresTable table, int row, CancellationToken cancellation)
    {
        var pointers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var link in LinksOf(table))
        {
            var found = await session.QueryAsync(
                $"SELECT {string.Join(", ", link.To.Select(column => $"{SqlText.Quote(column)}::text"))} FROM {link.ParentSql} ORDER BY 1 LIMIT {Rows}",
                values => Enumerable.Range(0, link.To.Count).Select(i => values.IsDBNull(i) ? null : values.GetString(i)).ToList(),
                cancellation);
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

    private IEnumerable<PostgresLink> LinksOf(PostgresTable table) => links.Where(link => link.ChildSchema == table.Schema && link.Child == table.Name);

    private Task<PostgresTable?> ParentAsync(PostgresLink link, CancellationToken cancellation) => PostgresTable.ReadAsync(session, link.Parent, link.ParentSchema, cancellation);

    private void Report(PostgresTable table, string what) =>
        _findings.Add(TargetCodes.ScratchDiffers.Finding($"Table {table.Name} in the scratch database: {what}.", target: address.ToString()));
}
