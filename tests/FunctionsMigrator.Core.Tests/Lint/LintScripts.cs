using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Lint;

/// <summary>Makes scripts to lint.</summary>
internal static class LintScripts
{
    public static SqlScript Of(string sql, SqlDialect dialect = SqlDialect.PostgreSql, bool withUndo = true, string key = "V7__change", ScriptKind kind = ScriptKind.Versioned)
    {
        var place = new Place($"sql/{key}.sql");
        var analysis = ScriptAnalysis.Of(sql, kind, dialect, place.File);
        var undo = withUndo ? new ScriptUndo(UndoOrigin.Written, "SELECT 1;") : analysis.Undo is { } derived ? new ScriptUndo(UndoOrigin.Derived, derived) : ScriptUndo.None;
        return new SqlScript(key, kind, [7], "change", sql, Digest.Of(sql), undo, analysis.Facts, place);
    }
}
