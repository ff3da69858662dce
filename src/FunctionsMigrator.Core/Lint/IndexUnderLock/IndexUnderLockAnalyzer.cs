using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.IndexUnderLock;

/// <summary>CREATE INDEX without CONCURRENTLY.</summary>
internal sealed class IndexUnderLockAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.IndexUnderLock;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<IndexMade>()
        where script.IsPostgres && !found.Act.Concurrently
        select new LintHit(Code, found.Statement, $"Nobody can write to {found.Act.Table.Plain} until the index stands.") { Table = found.Act.Table }.UnlessSmall();
}
