using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.LockTable;

/// <summary>LOCK TABLE.</summary>
internal sealed class LockTableAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.LockTable;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TablesLocked>()
        from name in found.Act.Tables
        select new LintHit(Code, found.Statement, $"{name.Plain} is held in {found.Act.Mode} mode until the script ends.") { Table = name };
}
