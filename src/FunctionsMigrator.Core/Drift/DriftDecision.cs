namespace FunctionsMigrator.Core.Drift;

/// <summary>Who decided what about a drift.</summary>
/// <param name="By">Who: the name of a key, an account, or <c>fm</c> where the environment heals itself.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">For a drift that was accepted: when it is open again; null: when git or the target moves.</param>
/// <param name="Run">For a drift that was brought back: the run that did it.</param>
public sealed record DriftDecision(string By, DateTimeOffset At, string? Reason, DateTimeOffset? Until = null, string? Run = null);
