using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>One statement of a script, with what it does.</summary>
/// <param name="Source">Its text and place.</param>
/// <param name="Acts">What it does; empty where the text tells nothing that matters here.</param>
internal sealed record LintStatement(SqlStatement Source, IReadOnlyList<SqlAct> Acts);
