namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>How a record file is used.</summary>
/// <param name="BusySeconds">How long a write waits for another process. Default 10, from 1 to 600.</param>
/// <param name="MaxPages">Upper bound of the file in pages of 4 KiB; a write beyond it is refused as on a full disk. Default: none.</param>
public sealed record SqliteRecordOptions(int BusySeconds = 10, int? MaxPages = null);
