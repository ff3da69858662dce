using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.RenameTable;

/// <summary>RENAME of a table or view whose old name nothing answers to.</summary>
internal sealed class RenameTableAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.RenameTable;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TableRenamed>()
        where !script.All<ViewMade>().Any(view => view.Act.View.Identity == found.Act.Table.Identity)
        select new LintHit(Code, found.Statement, $"Programs that still say {found.Act.Table.Plain} fail from then on.") { Table = found.Act.Table };
}
