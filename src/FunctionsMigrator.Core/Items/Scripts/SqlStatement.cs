namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>One statement of a script.</summary>
/// <param name="Text">From its first to its last token, without comments around it and without the closing <c>;</c>.</param>
/// <param name="Start">Offset of <paramref name="Text"/> in the script.</param>
/// <param name="Line">Line of the script on which it starts, from 1.</param>
/// <param name="Column">Column in which it starts, in UTF-16 units from 1.</param>
/// <param name="Rows">The rows of <c>COPY ... FROM stdin</c>; null for every other statement.</param>
public sealed record SqlStatement(string Text, int Start, int Line, int Column, SqlRows? Rows = null)
{
    /// <summary>Offset behind the statement and its rows, in the script.</summary>
    public int End => Rows?.End ?? Start + Text.Length;
}
