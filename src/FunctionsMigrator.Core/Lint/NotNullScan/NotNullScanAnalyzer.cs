using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.NotNullScan;

/// <summary>SET NOT NULL on a big table of which no constraint proves it.</summary>
internal sealed class NotNullScanAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.NotNullScan;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<NotNullSet>()
        where script.IsPostgres
        let hit = new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until every row is checked.") { Table = found.Act.Table }.WhereBig()
        select hit with { Refine = facts => facts.NeverNull.Contains(found.Act.Column) ? null : hit.Refine!(facts) };
}
