using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.RefreshUnderLock;

/// <summary>REFRESH MATERIALIZED VIEW without CONCURRENTLY.</summary>
internal sealed class RefreshUnderLockAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Refresh;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ViewRefreshed>()
        where found.Act is { Concurrently: false, WithData: true }
        select new LintHit(Code, found.Statement, $"Nobody can read {found.Act.View.Plain} until it is computed.") { Table = found.Act.View };
}
