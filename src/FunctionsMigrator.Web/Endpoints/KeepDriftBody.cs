namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What is left as it is live.</summary>
/// <param name="Items">The items, by the ids of their drifts or by their keys.</param>
/// <param name="Reason">Stands in ledger and audit.</param>
/// <param name="Until">When the drift is open again; null: when git or the target moves.</param>
/// <param name="Target">Only on this target, by its address.</param>
public sealed record KeepDriftBody(IReadOnlyList<string> Items, string Reason, DateTimeOffset? Until = null, string? Target = null);
