using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>When a callback runs.</summary>
public enum ScriptEvent
{
    /// <summary>Before the first script that a run applies to a target, in its transaction: <c>beforeMigrate.sql</c>.</summary>
    BeforeMigrate,

    /// <summary>Before every script, in its transaction: <c>beforeEachMigrate.sql</c>.</summary>
    BeforeEachMigrate,

    /// <summary>Behind every script, in its transaction: <c>afterEachMigrate.sql</c>.</summary>
    AfterEachMigrate,

    /// <summary>Behind the last script that a run applies to a target, in its transaction, before the other one: <c>afterMigrateApplied.sql</c>.</summary>
    AfterMigrateApplied,

    /// <summary>Behind the last script that a run applies to a target, in its transaction: <c>afterMigrate.sql</c>.</summary>
    AfterMigrate,

    /// <summary>Before every undo, in its transaction: <c>beforeEachUndo.sql</c>.</summary>
    BeforeEachUndo,

    /// <summary>Behind every undo, in its transaction: <c>afterEachUndo.sql</c>.</summary>
    AfterEachUndo,
}

/// <summary>The file name of a callback, by Flyway's rules: <c>beforeEachMigrate.sql</c>, <c>afterMigrate__grants.sql</c>.</summary>
public static partial class ScriptCallback
{
    private static readonly Dictionary<string, ScriptEvent> Events = Enum.GetValues<ScriptEvent>()
        .ToDictionary(known => char.ToLowerInvariant(known.ToString()[0]) + known.ToString()[1..], StringComparer.Ordinal);

    // What Flyway calls at times that a run of ours does not have, or where a failure would already have been taken back.
    private static readonly HashSet<string> Foreign =
    [
        "afterMigrateError", "afterEachMigrateError", "beforeEachMigrateStatement", "afterEachMigrateStatement", "afterEachMigrateStatementError", "beforeRepeatables", "afterVersioned",
        "beforeUndo", "afterUndo", "afterUndoError", "afterEachUndoError", "beforeEachUndoStatement", "afterEachUndoStatement", "afterEachUndoStatementError", "beforeClean", "afterClean", "afterCleanError",
        "beforeValidate", "afterValidate", "afterValidateError", "beforeBaseline", "afterBaseline", "afterBaselineError", "beforeRepair", "afterRepair", "afterRepairError", "beforeInfo", "afterInfo",
        "afterInfoError", "createSchema", "beforeCreateSchema", "beforeConnect", "afterConnect",
    ];

    /// <summary>Reads a file name; null with a problem when it is a callback that is not run here, or looks like one; null without when it is none.</summary>
    public static ScriptEvent? Read(string fileName, out string? problem)
    {
        problem = null;
        var match = Name().Match(fileName);
        if (!match.Success)
        {
            return null;
        }

        var name = match.Groups["event"].Value;

        if (Events.TryGetValue(name, out var found))
        {
            return found;
        }

        problem = Foreign.Contains(name)
            ? $"the callback {name} is not run here; those that are: {string.Join(", ", Events.Keys)}"
            : $"no callback is called {name}.{DidYouMean.Hint(name, Events.Keys)} Known: {string.Join(", ", Events.Keys)}";
        return null;
    }

    [GeneratedRegex(@"\A(?<event>(before|after|create)[A-Z][A-Za-z]*)(__.*)?\.sql\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
