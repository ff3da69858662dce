using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.MissingWhere;

/// <summary>UPDATE and DELETE of every row.</summary>
internal sealed class MissingWhereAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.MissingWhere;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<RowsWritten>()
        where found.Act.Everywhere
        select new LintHit(Code, found.Statement, $"{found.Act.Verb} has no condition: every row of {found.Act.Table.Plain} {(found.Act.Verb == "DELETE" ? "goes" : "is changed")}.") { Table = found.Act.Table };
}
