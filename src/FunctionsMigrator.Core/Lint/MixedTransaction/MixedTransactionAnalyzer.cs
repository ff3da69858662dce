using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.MixedTransaction;

/// <summary>A statement that runs outside of transactions beside others.</summary>
internal sealed class MixedTransactionAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Mixed;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<OutsideTransaction>()
        where script.Statements.Count > 1 && script.Script.Directives.Transaction
        select new LintHit(Code, found.Statement, $"{found.Act.What} runs outside of a transaction; when it or a later statement fails, the script stands half done.");
}
