namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>One field of a CSV record.</summary>
/// <param name="Text">Its text; null for an empty field without quotes, which is NULL.</param>
/// <param name="Line">Line on which it starts, from 1.</param>
/// <param name="Column">Column in which it starts, in characters from 1.</param>
public readonly record struct CsvField(string? Text, int Line, int Column);
