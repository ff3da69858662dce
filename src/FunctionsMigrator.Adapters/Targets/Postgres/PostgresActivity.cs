using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Other sessions of the server, for people: who they are and what they do, with the values in their queries left out.</summary>
internal static class PostgresActivity
{
    private const string Columns = "a.pid, a.application_name, a.usename::text, coalesce(a.xact_start, a.state_change, a.backend_start), a.state, left(a.query, 2000)";

    /// <summary>The sessions that a session waits for.</summary>
    public static Task<List<string>> BlockingAsync(PostgresSession session, int waiting, CancellationToken cancellation) => session.QueryAsync(
        $"SELECT {Columns} FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1)) ORDER BY 1", Read, cancellation, waiting);

    /// <summary>The sessions of these processes.</summary>
    public static Task<List<string>> OfAsync(PostgresSession session, IReadOnlyList<int> processes, CancellationToken cancellation) => session.QueryAsync(
        $"SELECT {Columns} FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ANY ($1::int[]) ORDER BY 1", Read, cancellation, processes.ToArray());

    // What the server does not show to this role is null.
    private static string Read(Npgsql.NpgsqlDataReader row)
    {
        var parts = new List<string> { $"process {row.GetInt32(0).ToString(CultureInfo.InvariantCulture)}" };
        Add(1, "application {0}");
        Add(2, "user {0}");
        if (!row.IsDBNull(3))
        {
            parts.Add($"since {row.GetFieldValue<DateTimeOffset>(3).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
        }

        Add(4, "{0}");
        if (!row.IsDBNull(5) && row.GetString(5).Length > 0)
        {
            parts.Add($"its query: {SqlText.Masked(row.GetString(5))}");
        }

        return string.Join(", ", parts);

        void Add(int column, string format)
        {
            if (!row.IsDBNull(column) && row.GetString(column).Length > 0)
            {
                parts.Add(string.Format(CultureInfo.InvariantCulture, format, row.GetString(column)));
            }
        }
    }
}
