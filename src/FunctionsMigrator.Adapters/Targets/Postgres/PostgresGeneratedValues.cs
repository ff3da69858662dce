using System.Globalization;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Values that a column may take: plain ones of its type, then literals of the checks that mention it, then texts as long as such a check's numbers.</summary>
internal sealed class PostgresGeneratedValues
{
    private const int LongestText = 100;

    private readonly Dictionary<string, List<string>> _literals;
    private readonly Dictionary<string, List<string>> _labels;

    private PostgresGeneratedValues(Dictionary<string, List<string>> literals, Dictionary<string, List<string>> labels)
    {
        _literals = literals;
        _labels = labels;
        Attempts = 1 + (2 * literals.Values.Select(list => list.Count).DefaultIfEmpty().Max());
    }

    /// <summary>How many attempts give different values.</summary>
    public int Attempts { get; }

    /// <summary>Reads the checks of a table and of its columns' domains, and the labels of its enums.</summary>
    public static async Task<PostgresGeneratedValues> ReadAsync(PostgresSession session, PostgresTable table, CancellationToken cancellation)
    {
        var literals = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var checks = await session.QueryAsync(
            """
            SELECT a.attname::text, pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_constraint AS k ON k.contype = 'c' AND ((k.conrelid = a.attrelid AND a.attnum = ANY(k.conkey)) OR k.contypid = a.atttypid)
            WHERE a.attrelid = $1 AND a.attnum > 0 ORDER BY a.attnum, k.conname
            """,
            row => (Column: row.GetString(0), Check: row.GetString(1)),
            cancellation,
            table.Oid);
        foreach (var (column, check) in checks)
        {
            var known = literals.TryGetValue(column, out var list) ? list : literals[column] = [];
            known.AddRange(SqlTokenizer.Read(check, SqlDialect.PostgreSql)
                .Where(token => token.Kind is SqlTokenKind.Text or SqlTokenKind.Number)
                .Select(token => check.Substring(token.Start, token.Length))
                .Select(text => text[0] == '\'' ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text));
        }

        var labels = await session.QueryAsync(
            """
            SELECT a.attname::text, l.enumlabel::text FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_enum AS l ON l.enumtypid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            WHERE a.attrelid = $1 AND a.attnum > 0 ORDER BY a.attnum, l.enumsortorder
            """,
            row => (Column: row.GetString(0), Label: row.GetString(1)),
            cancellation,
            table.Oid);
        return new PostgresGeneratedValues(literals, labels.GroupBy(label => label.Column).ToDictionary(group => group.Key, group => group.Select(label => label.Label).ToList(), StringComparer.Ordinal));
    }

    /// <summary>The text of a column's value in a row (from 1) at an attempt (from 0).</summary>
    public string Of(PostgresColumn column, int row, int attempt)
    {
        if (attempt == 0 || !_literals.TryGetValue(column.Name, out var literals) || literals.Count == 0)
        {
            return Plain(column, row);
        }

        // Rows take different literals of one check, so that a unique column has different values where it can.
        var literal = literals[(attempt - 1 + row - 1) % literals.Count];
        return attempt > literals.Count && int.TryParse(literal, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is > 0 and <= LongestText
            ? new string('A', length - 1) + (char)('A' + (row % 26))
            : literal;
    }

    private string Plain(PostgresColumn column, int row)
    {
        var number = row.ToString(CultureInfo.InvariantCulture);
        return column.Type switch
        {
            ColumnType.Integer => number,
            ColumnType.Decimal or ColumnType.Real => number,
            ColumnType.Boolean => row % 2 == 0 ? "false" : "true",
            ColumnType.Bytes => Convert.ToBase64String([(byte)row]),
            _ when column.Kind == 'e' => _labels.TryGetValue(column.Name, out var labels) ? labels[(row - 1) % labels.Count] : "",
            _ => column.BaseType switch
            {
                "uuid" => $"00000000-0000-4000-8000-{row:D12}",
                "date" => $"2024-01-{1 + (row % 28):D2}",
                "timestamp" or "timestamptz" => $"2024-01-{1 + (row % 28):D2} 00:00:00Z",
                "time" or "timetz" => $"00:{row % 60:D2}:00Z",
                "interval" => $"{row} days",
                "json" or "jsonb" => $$"""{"row": {{row}}}""",
                "inet" or "cidr" => $"10.0.0.{row % 250}",
                "macaddr" => $"00:00:00:00:00:{row % 100:D2}",
                "money" => number,
                "xml" => "<a/>",
                "point" => $"({row},0)",
                "bit" or "varbit" => "1",
                "tsvector" => $"word{row}",
                var name when name.EndsWith("range", StringComparison.Ordinal) => "empty",
                var name when name.StartsWith('_') => "{}",
                _ => Text(column, row),
            },
        };
    }

    // As long as the column takes: character varying(3).
    private static string Text(PostgresColumn column, int row)
    {
        var open = column.Declared.IndexOf('(', StringComparison.Ordinal);
        var plain = $"{column.Name} {row}";
        return open > 0 && int.TryParse(column.Declared[(open + 1)..].TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most < plain.Length
            ? new string('A', Math.Max(0, most - 1)) + (char)('A' + (row % 26))
            : plain;
    }
}
