using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.FullVacuum;

/// <summary>VACUUM FULL and CLUSTER.</summary>
internal sealed class FullVacuumAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.FullVacuum;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TableCompacted>()
        select new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table?.Plain ?? "any table"} until it is copied.") { Table = found.Act.Table };
}
