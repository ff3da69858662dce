namespace FunctionsMigrator.Core.Runs;

/// <summary>A change that stands on all targets of an environment.</summary>
/// <param name="Run">The run by which it first did.</param>
/// <param name="Since">When that run ended.</param>
public sealed record ChangeStanding(string Run, DateTimeOffset Since);
