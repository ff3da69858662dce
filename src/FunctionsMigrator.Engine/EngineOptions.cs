namespace FunctionsMigrator.Engine;

/// <summary>How an engine runs.</summary>
public sealed record EngineOptions
{
    /// <summary>Who holds the leases of this engine; shown to people when another process asks. Default: machine and process id.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>
    /// How long a crashed process keeps others from going on with its runs. A living one prolongs its leases three times as often. Default 15 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How soon a bell that another process rang, or a run it left, is noticed. Default 250 milliseconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a host leaves a run alone whose store failed. Default 5 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many runs a host drives at a time. Default 16.</summary>
    public int MaxConcurrentRuns { get; init; } = 16;

    /// <summary>How long a host keeps the history of a run that ended; null keeps it for ever. Default 30 days.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(30);
}
