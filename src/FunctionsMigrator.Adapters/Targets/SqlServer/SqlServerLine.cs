using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// A connection that holds locks of the product for as long as its session lives: a process that is gone, or was paused and lost its connection, holds none and can write nothing more on it.
/// </summary>
internal sealed class SqlServerLine : IAsyncDisposable
{
    /// <summary>The statements that take lock <c>@p1</c>, waiting <c>@p2</c> milliseconds, and answer what came of it: 0 and 1 mean that it is held.</summary>
    public const string LockSql =
        """
        DECLARE @result int;
        EXEC @result = sys.sp_getapplock @Resource = @p1, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = @p2, @DbPrincipal = N'public';
        SELECT @result;
        """;

    /// <summary>The statement that gives lock <c>@p1</c> back.</summary>
    public const string UnlockSql = "EXEC sys.sp_releaseapplock @Resource = @p1, @LockOwner = N'Session', @DbPrincipal = N'public';";

    private readonly SqlServerWork _work;
    private readonly List<string> _held = [];

    private SqlServerLine(SqlConnection connection, SqlServerWork work) => (Connection, _work) = (connection, work);

    /// <summary>The connection.</summary>
    public SqlConnection Connection { get; }

    /// <summary>Connects and waits for its turn. Nobody waits inside a transaction, so nothing is held meanwhile.</summary>
    /// <param name="place">The database.</param>
    /// <param name="locks">What is taken, in this order.</param>
    /// <param name="work">How it works.</param>
    /// <param name="patience">How long it waits for others.</param>
    /// <param name="address">The target.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT005: others were at work longer than the patience.</exception>
    public static async Task<SqlServerLine> OpenAsync(
        SqlServerPlace place, IReadOnlyList<string> locks, SqlServerWork work, TimeSpan patience, TargetAddress address, CancellationToken cancellation)
    {
        var line = new SqlServerLine(await place.OpenAsync(cancellation), work);
        try
        {
            await SqlServerSession.SetAsync(line.Connection, work, cancellation);
            foreach (var name in locks)
            {
                if (!await line.TryLockAsync(name, patience, cancellation))
                {
                    throw await BusyAsync(place, name, patience, address, cancellation);
                }
            }

            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction on it.</summary>
    public Task<SqlServerSession> BeginAsync(CancellationToken cancellation) => SqlServerSession.BeginOnAsync(Connection, _work, cancellation);

    /// <summary>Runs statements outside any transaction.</summary>
    public Task<int> RunAsync(string sql, CancellationToken cancellation) => SqlServerSession.RunAsync(Connection, null, sql, _work.StatementTimeout, cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The pool would give the locks back only to the next who uses the connection.
            foreach (var name in Connection.State == System.Data.ConnectionState.Open ? _held : [])
            {
                await using var command = SqlServerSession.Bind(new SqlCommand(UnlockSql, Connection), [name]);
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException)
        {
            // Broken, or in the middle of something: without its session the locks are gone.
            SqlConnection.ClearPool(Connection);
        }

        await Connection.DisposeAsync();
    }

    private async Task<bool> TryLockAsync(string name, TimeSpan patience, CancellationToken cancellation)
    {
        await using var command = SqlServerSession.Bind(
            new SqlCommand(LockSql, Connection) { CommandTimeout = SqlServerText.Seconds(patience + TimeSpan.FromSeconds(30)) }, [name, (int)Math.Min(patience.TotalMilliseconds, int.MaxValue)]);
        if (await command.ExecuteScalarAsync(cancellation) is not (0 or 1))
        {
            return false;
        }

        _held.Add(name);
        return true;
    }

    private static async Task<TargetException> BusyAsync(SqlServerPlace place, string name, TimeSpan patience, TargetAddress address, CancellationToken cancellation)
    {
        var holders = await SqlServerActivity.FindAsync(place, SqlServerActivity.HoldingSql, name, TimeSpan.FromMinutes(1), cancellation);
        return new TargetException(TargetCodes.Busy.Finding(
            $"{place.Name}: another writer has been at work for {patience.TotalSeconds:0.##} s{(holders.Count > 0 ? $": {string.Join("; ", holders)}" : "")}.",
            target: address.ToString(),
            remedy: "Wait until it has finished, or end it with `KILL SESSION`, then run the same command again; nothing was written."));
    }
}
