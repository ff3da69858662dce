using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.RewriteTable;

/// <summary>SET LOGGED, SET TABLESPACE and SET ACCESS METHOD.</summary>
internal sealed class RewriteTableAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Rewrite;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TableRewritten>()
        where script.IsPostgres
        select new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until every row is written again.") { Table = found.Act.Table }.UnlessSmall();
}
