namespace FunctionsMigrator.Core.Operations;

/// <summary>What to explain: a run, or an environment without one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Environment">The environment, where no run is named.</param>
/// <param name="At">The instant; null: now.</param>
public sealed record ExplainRequest(string? Run = null, string? Environment = null, DateTimeOffset? At = null);
