using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Runs;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>
/// The run records of a store, seen from outside its processes. While somebody holds the file's write lock no process can change a record, so a process that is killed
/// then is killed in the state that is read then.
/// </summary>
internal sealed class RunRecords : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);
    private readonly SqliteConnection _connection;

    public RunRecords(string store)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(store, "records.db")};Mode=ReadWrite;Pooling=False");
        _connection.Open();
        Execute("PRAGMA busy_timeout = 20000");
    }

    /// <summary>The newest run; null when there is none, or none but <paramref name="former"/>.</summary>
    public RunRecord? Newest(string? former)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM records WHERE partition = $partition";
        command.Parameters.AddWithValue("$partition", Encoding.UTF8.GetBytes(RunPartitions.Runs));
        using var reader = command.ExecuteReader();
        RunRecord? newest = null;
        while (reader.Read())
        {
            var run = JsonSerializer.Deserialize<RunRecord>(reader.GetString(0), FmJson.Line)!;
            newest = run.Id != former && (newest is null || run.StartedAt > newest.StartedAt) ? run : newest;
        }

        return newest;
    }

    /// <summary>Waits for a state, and holds the records in it. Answers false, and holds nothing, when it is hopeless or the run has come further.</summary>
    public async Task<bool> HoldAsync(string? former, RunState state, Func<bool> hopeless, CancellationToken cancellation)
    {
        var first = Newest(former);
        var held = first?.State < state || first is null
            ? await HoldWhenAsync(() => Newest(former) is { } run && run.State >= state, hopeless, cancellation)
            : Hold();
        if (held && Newest(former)?.State != state)
        {
            LetGo();
            return false;
        }

        return held;
    }

    /// <summary>Waits until the records were seen changing so often, and holds them. Answers false, and holds nothing, when it is hopeless.</summary>
    public Task<bool> HoldAfterAsync(int changes, Func<bool> hopeless, CancellationToken cancellation) => HoldWhenAsync(() => --changes <= 0, hopeless, cancellation);

    /// <summary>Gives the file back.</summary>
    public void LetGo() => Execute("ROLLBACK");

    public void Dispose() => _connection.Dispose();

    private bool Hold()
    {
        Execute("BEGIN IMMEDIATE");
        return true;
    }

    // Looks again whenever another process has written.
    private async Task<bool> HoldWhenAsync(Func<bool> when, Func<bool> hopeless, CancellationToken cancellation)
    {
        for (long seen = 0; !hopeless(); await Task.Delay(Poll, cancellation))
        {
            var version = Version();
            if (version != seen && when())
            {
                return Hold();
            }

            seen = version;
        }

        return false;
    }

    private long Version()
    {
        using var command = new SqliteCommand("PRAGMA data_version", _connection);
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
