using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Lint;

/// <summary>The texts that run with scripts, each read as a script of its own with its own file: callbacks, and undo files.</summary>
internal static class LintTexts
{
    private static readonly ScriptUndo NotItsOwn = new(UndoOrigin.Written, null);

    // That an undo drops what its script made is what it is for; that others wait for it, or that every row changes, is not.
    private static readonly HashSet<string> Undoing =
        [LintCodes.Mixed.Code, LintCodes.MissingWhere.Code, LintCodes.DataUnderLock.Code, LintCodes.DropCascade.Code, LintCodes.Truncate.Code];

    /// <summary>The scripts with their callbacks before and behind them; each callback once.</summary>
    public static IEnumerable<SqlScript> Of(IEnumerable<SqlScript> scripts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var script in scripts)
        {
            foreach (var text in script.BeforeEach.Where(text => seen.Add(text.Place.File)))
            {
                yield return script with { Sql = text.Sql, Place = text.Place, Undo = NotItsOwn };
            }

            yield return script;
            foreach (var text in script.AfterEach.Concat(script.Undo.BeforeEach).Concat(script.Undo.AfterEach).Where(text => seen.Add(text.Place.File)))
            {
                yield return script with { Sql = text.Sql, Place = text.Place, Undo = NotItsOwn };
            }
        }
    }

    /// <summary>The undo file of a script; null where it has none.</summary>
    public static SqlScript? UndoOf(SqlScript script) =>
        script.Undo is { Origin: UndoOrigin.Written, Sql: { } sql, Place: { } place } ? script with { Sql = sql, Place = place, Undo = NotItsOwn } : null;

    /// <summary>Whether a finding is one in an undo file too: what keeps others waiting, changes every row, or takes along what is not named.</summary>
    public static bool CountsInUndo(FailureCode code) => code.Code.StartsWith("LINT3", StringComparison.Ordinal) || Undoing.Contains(code.Code);
}
