namespace FunctionsMigrator.Core.Targets;

/// <summary>What one statement of a script did where it was tried.</summary>
/// <param name="Line">Line of the script on which it starts.</param>
/// <param name="Statement">Its beginning, on one line.</param>
/// <param name="Rows">Rows that it changed; null for a statement that changes none.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record StatementMeasure(int Line, string Statement, long? Rows, double Milliseconds);
