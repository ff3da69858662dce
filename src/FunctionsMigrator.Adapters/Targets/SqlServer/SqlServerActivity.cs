using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sql;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Other sessions of the server, for people: who they are and what they do, with the values in their queries left out. What the server does not show to this user is left out too.</summary>
internal static class SqlServerActivity
{
    private const string Columns =
        """
        s.session_id, s.program_name, s.login_name, s.host_name, COALESCE(r.start_time, s.last_request_start_time), s.status, LEFT(COALESCE(q.text, N''), 2000)
        FROM sys.dm_exec_sessions AS s
        LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
        LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = s.session_id
        OUTER APPLY sys.dm_exec_sql_text(COALESCE(r.sql_handle, c.most_recent_sql_handle)) AS q
        """;

    /// <summary>The query for the sessions that session <c>@p1</c> waits for.</summary>
    public const string BlockingSql =
        $"""
        SELECT DISTINCT {Columns}
        WHERE s.session_id IN (SELECT w.blocking_session_id FROM sys.dm_exec_requests AS w WHERE w.session_id = @p1 AND w.blocking_session_id > 0)
        ORDER BY 1;
        """;

    /// <summary>The query for the sessions that hold the product's own lock whose name begins with <c>@p1</c>; the server shows the first 32 characters of a name.</summary>
    public const string HoldingSql =
        $"""
        SELECT DISTINCT {Columns}
        WHERE s.session_id <> @@SPID AND s.session_id IN (
            SELECT l.request_session_id FROM sys.dm_tran_locks AS l
            WHERE l.resource_type = N'APPLICATION' AND l.resource_database_id = DB_ID() AND l.request_status = N'GRANT' AND CHARINDEX(N'[' + LEFT(@p1, 32), l.resource_description) > 0)
        ORDER BY 1;
        """;

    /// <summary>The sessions; none where the server does not show them.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(SqlServerPlace place, string sql, object value, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await using var session = await SqlServerSession.BeginAsync(place, new SqlServerWork(ReadOnly: false, limit, limit), cancellation);
            return await session.QueryAsync(sql, Read, cancellation, value);
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException)
        {
            // Seeing others needs VIEW SERVER STATE, or VIEW DATABASE STATE in Azure.
            return [];
        }
    }

    private static string Read(SqlDataReader row) => Words(
        row.GetInt16(0), Text(row, 1), Text(row, 2), Text(row, 3), row.IsDBNull(4) ? null : row.GetDateTime(4), Text(row, 5), Text(row, 6));

    /// <summary>A session in words.</summary>
    public static string Words(short id, string program, string login, string host, DateTime? since, string status, string query)
    {
        var parts = new List<string> { $"session {id.ToString(CultureInfo.InvariantCulture)}" };
        Add("application", program);
        Add("user", login);
        Add("on", host);
        if (since is { } time)
        {
            // The server's own clock, which tells no zone.
            parts.Add($"since {time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} by the server's clock");
        }

        Add("", status);
        if (query.Length > 0)
        {
            parts.Add($"its query: {SqlText.Masked(query)}");
        }

        return string.Join(", ", parts);

        void Add(string what, string text)
        {
            if (text.Length > 0)
            {
                parts.Add(what.Length == 0 ? text : $"{what} {text}");
            }
        }
    }

    private static string Text(SqlDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column).Trim();
}
