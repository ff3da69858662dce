namespace FunctionsMigrator.Adapters.Secrets;

/// <summary>How long secrets of a vault are kept in memory.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>How long a value is used before it is read again; so long a changed secret may need. Default 5 minutes.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is believed that a secret is not there. Default 10 seconds: whoever just made it waits no longer.</summary>
    public TimeSpan KeepMissing { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many secrets are kept at most. Default 1000.</summary>
    public int Most { get; init; } = 1000;
}
