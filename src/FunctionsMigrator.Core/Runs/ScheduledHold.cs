namespace FunctionsMigrator.Core.Runs;

/// <summary>What holds a run until an instant, by its own change notes.</summary>
/// <param name="Code">Stable code: <c>POL206</c> or <c>POL207</c>.</param>
/// <param name="Reason">What, for people.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record ScheduledHold(string Code, string Reason, DateTimeOffset Until);
