using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.TruncateTable;

/// <summary>TRUNCATE.</summary>
internal sealed class TruncateTableAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Truncate;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TablesEmptied>()
        from name in found.Act.Tables
        select new LintHit(Code, found.Statement, $"All rows of {name.Plain} go.") { Table = name };
}
