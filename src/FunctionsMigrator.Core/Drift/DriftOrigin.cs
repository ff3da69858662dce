namespace FunctionsMigrator.Core.Drift;

/// <summary>Where a live value comes from, as far as anything tells it. No store tells who wrote it.</summary>
/// <param name="At">When it was written, by the clock of the target's service; null: it does not say.</param>
/// <param name="Run">A run of ours that wrote exactly this value and did not end well; null: none did.</param>
public sealed record DriftOrigin(DateTimeOffset? At, string? Run = null);
