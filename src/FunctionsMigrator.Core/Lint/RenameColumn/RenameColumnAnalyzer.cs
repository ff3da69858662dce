using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.RenameColumn;

/// <summary>RENAME COLUMN.</summary>
internal sealed class RenameColumnAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.RenameColumn;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ColumnRenamed>()
        select new LintHit(Code, found.Statement, $"Programs that still say {found.Act.Table.Plain}.{found.Act.From} fail from then on.") { Table = found.Act.Table };
}
