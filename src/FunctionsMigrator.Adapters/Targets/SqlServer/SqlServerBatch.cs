namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One batch of a script: what is sent to the server at once.</summary>
/// <param name="Text">From its first to its last token, comments among them, since modules keep theirs.</param>
/// <param name="Start">Offset of <paramref name="Text"/> in the script.</param>
/// <param name="Line">Line of the script on which it starts, from 1.</param>
/// <param name="Column">Column in which it starts, from 1.</param>
/// <param name="Count">How often it runs: what stands behind <c>GO</c>.</param>
internal sealed record SqlServerBatch(string Text, int Start, int Line, int Column, int Count);
