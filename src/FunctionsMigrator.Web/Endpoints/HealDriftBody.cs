namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What is brought back.</summary>
/// <param name="Target">Only this target, by its address.</param>
/// <param name="Items">Only these items, by the ids of their drifts or by their keys; null: all that drifted.</param>
/// <param name="Reason">Stands in the audit.</param>
public sealed record HealDriftBody(string? Target = null, IReadOnlyList<string>? Items = null, string? Reason = null);
