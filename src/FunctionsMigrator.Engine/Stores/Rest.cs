namespace FunctionsMigrator.Engine.Stores;

/// <summary>When a run that is given back wants to be run again.</summary>
/// <param name="DueAt">The next timer; null when only a bell can make it due.</param>
/// <param name="HeardRings">The rings that were looked at (<see cref="Bell.RingsOfRun"/>): one more makes it due.</param>
public sealed record Rest(DateTimeOffset? DueAt, long HeardRings);
