namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>How often and how long opening a connection is tried: a database in Azure that was paused, moves or is throttled answers later.</summary>
internal static class SqlServerOpening
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>A serverless database resumes within this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>How long to wait before the next try; null: it is over, and the error stands.</summary>
    /// <param name="tries">How many failed so far.</param>
    /// <param name="waited">How long since the first began.</param>
    /// <param name="error">Why the last one failed.</param>
    public static TimeSpan? Pause(int tries, TimeSpan waited, SqlServerError error)
    {
        if (!SqlServerFailures.IsThrottled(error) || waited >= Patience)
        {
            return null;
        }

        var pause = First * Math.Pow(2, Math.Min(tries - 1, 10));
        return pause < Longest ? pause : Longest;
    }
}
