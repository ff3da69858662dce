namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>Which script histories are meant.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Target">Only this target; null: all.</param>
/// <param name="Resource">Only this resource; null: all of kind SqlMigrations.</param>
public sealed record HistoryScope(string Environment, TargetAddress? Target = null, string? Resource = null);

/// <summary>What was written into the history of one resource on one target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Scripts">Keys of the scripts with a new row, in the order of their rows.</param>
public sealed record RecordedHistory(TargetAddress Target, string Resource, IReadOnlyList<string> Scripts);
