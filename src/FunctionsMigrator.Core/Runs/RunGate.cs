namespace FunctionsMigrator.Core.Runs;

/// <summary>A wave behind which a run waits until somebody advances it.</summary>
/// <param name="Wave">Number of the wave, from 1.</param>
/// <param name="Roles">Roles of People of which whoever advances it must have one; empty: every operator may.</param>
public sealed record RunGate(int Wave, IReadOnlyList<string> Roles);
