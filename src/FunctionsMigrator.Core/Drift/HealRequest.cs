namespace FunctionsMigrator.Core.Drift;

/// <summary>What to bring back to what was applied last.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Target">Only this target, by its address; null: all, or the items' own.</param>
/// <param name="Items">Only these items, each by the id of its drift (six or more digits), by its key, or as <c>settings checkout/timeout</c>; null: all that drifted.</param>
/// <param name="Reason">Why; stands in the audit.</param>
public sealed record HealRequest(string Environment, string? Target = null, IReadOnlyList<string>? Items = null, string? Reason = null);
