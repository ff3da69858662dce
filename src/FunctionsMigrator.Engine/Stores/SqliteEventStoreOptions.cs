namespace FunctionsMigrator.Engine.Stores;

/// <summary>How the engine file is used.</summary>
public sealed record SqliteEventStoreOptions
{
    /// <summary>How long a write waits for another process that is writing. Default 15 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The file never grows above this many bytes; at the limit writes fail with <c>ENG002</c>. Default 8 GiB, at least 64 KiB.</summary>
    public long MaxFileBytes { get; init; } = 8L << 30;
}
