namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>A row as its file writes it.</summary>
/// <param name="Cells">One per column of the source.</param>
/// <param name="Line">Line on which it starts; 0 where lines are not known.</param>
/// <param name="Column">Column in which it starts.</param>
internal sealed record RowRecord(IReadOnlyList<RowCell> Cells, int Line, int Column);

/// <summary>A value as its file writes it.</summary>
/// <param name="Text">Its text, or null for NULL.</param>
/// <param name="Line">Line on which it starts; 0 where lines are not known.</param>
/// <param name="Column">Column in which it starts.</param>
internal readonly record struct RowCell(string? Text, int Line, int Column);
