namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Looks, while statements run, at whom they wait for: when a wait for a lock has timed out, nobody can tell any more. It looks in real time, since it is the server that waits.
/// </summary>
/// <param name="place">The way to the database, for a second connection.</param>
/// <param name="process">The session that runs the statements.</param>
/// <param name="timeout">How long it waits for a lock.</param>
internal sealed class SqlServerLockWatch(SqlServerPlace place, int process, TimeSpan timeout)
{
    private const int Looks = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The sessions that were waited for when it last looked, for people; empty when nobody was.</summary>
    public IReadOnlyList<string> Holders { get; private set; } = [];

    /// <summary>Does the work, looking beside it.</summary>
    public async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var looking = LookAsync(done.Token);
        try
        {
            await work();
        }
        finally
        {
            await done.CancelAsync();
            await looking;
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var pause = timeout / Looks < Longest ? timeout / Looks : Longest;
        try
        {
            while (true)
            {
                await Task.Delay(pause, cancellation);
                if (await SqlServerActivity.FindAsync(place, SqlServerActivity.BlockingSql, process, timeout, cancellation) is { Count: > 0 } holders)
                {
                    Holders = holders;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work ended, and the looking with it.
        }
    }
}
