using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.MixedTransaction;

/// <summary>A statement that runs outside of transactions beside others.</summary>
internal sealed class MixedTransactionAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Mixed;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.Statements.Count < 2 || !script.Script.Directives.Transaction
            ? []
            : from lone in SqlStatements.NeedsNoTransaction(script.Script.Sql, script.Dialect)
              from statement in script.Statements
              where statement.Source.Line == lone.Line && statement.Source.Column == lone.Column
              select new LintHit(Code, statement, $"{lone.Reason}, and so nothing of the script does: when one statement fails, those before it stand.");
}
