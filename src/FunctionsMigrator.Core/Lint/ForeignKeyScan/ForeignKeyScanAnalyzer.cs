using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.ForeignKeyScan;

/// <summary>A foreign key without NOT VALID on a big table.</summary>
internal sealed class ForeignKeyScanAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.ForeignKeyScan;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        where script.IsPostgres && found.Act.Constraint is { Kind: ConstraintKind.ForeignKey, NotValid: false }
        select new LintHit(Code, found.Statement, $"Nobody can write to {found.Act.Table.Plain} or {found.Act.Constraint.Other?.Plain} until every row is checked.") { Table = found.Act.Table }.WhereBig();
}
