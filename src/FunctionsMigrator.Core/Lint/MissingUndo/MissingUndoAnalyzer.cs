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
            ? [new LintHit(Code, null, $"{script.Script.Key} has no U script, and none can be derived from its statements.")]
            : [];
}
