using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.ConstraintIndex;

/// <summary>A constraint that builds an index of its own on a big table.</summary>
internal sealed class ConstraintIndexAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.ConstraintIndex;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        where script.IsPostgres && found.Act.Constraint is { Kind: ConstraintKind.PrimaryKey or ConstraintKind.Unique or ConstraintKind.Exclude, UsingIndex: false }
        select new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until its index stands.") { Table = found.Act.Table }.WhereBig();
}
