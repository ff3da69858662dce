namespace FunctionsMigrator.Core.Drift;

/// <summary>Which drifts.</summary>
/// <param name="Environment">Of this environment; null: of all.</param>
/// <param name="All">Also those that were accepted and those that are over. Default: the open ones.</param>
public sealed record DriftFilter(string? Environment = null, bool All = false);
