namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>The rows that stand in a script behind <c>COPY ... FROM stdin;</c>.</summary>
/// <param name="Start">Offset of the first row in the script.</param>
/// <param name="Length">Number of characters of all rows, each with its line break; 0 for none.</param>
/// <param name="End">Offset behind the line that ends them.</param>
public sealed record SqlRows(int Start, int Length, int End);
