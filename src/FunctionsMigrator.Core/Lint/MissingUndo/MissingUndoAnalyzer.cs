using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.MissingUndo;

/// <summary>A versioned script without an undo.</summary>
internal sealed class MissingUndoAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.MissingUndo;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.Script is { Kind: Items.ScriptKind.Versioned, Undo.Origin: Items.UndoOrigin.None, Facts.LosesData: false }
            ? [Hit(script)]
            : [];

    private LintHit Hit(LintScript script) => script.Script.Undo.Underived is not { } statement
        ? new LintHit(Code, null, $"{script.Script.Key} has no U script, and none can be derived from its statements.")
        : new LintHit(
            Code,
            script.Statements.ElementAtOrDefault(statement.Number - 1),
            $"{script.Script.Key} has no U script, and none can be derived: {statement.Why}.");
}
