using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropConstraint;

/// <summary>DROP CONSTRAINT without one that takes its place.</summary>
internal sealed class DropConstraintAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropConstraint;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintDropped>()
        where !found.Act.Cascade && !script.All<ConstraintAdded>().Any(added => added.Act.Table.Identity == found.Act.Table.Identity)
        select new LintHit(Code, found.Statement, $"Nothing guards {found.Act.Table.Plain} any more as {found.Act.Name} did.") { Table = found.Act.Table };
}
