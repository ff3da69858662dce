using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.CheckScan;

/// <summary>A CHECK without NOT VALID on a big table.</summary>
internal sealed class CheckScanAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.CheckScan;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        where script.IsPostgres && found.Act.Constraint is { Kind: ConstraintKind.Check, NotValid: false }
        select new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until every row is checked.") { Table = found.Act.Table }.WhereBig();
}
