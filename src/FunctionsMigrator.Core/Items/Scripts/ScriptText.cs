using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A text that runs beside a script, such as a callback.</summary>
/// <param name="Sql">The text, LF, no byte order mark, variables replaced.</param>
/// <param name="Place">Its file, for messages.</param>
public sealed record ScriptText(string Sql, Place Place);
