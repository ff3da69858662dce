using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropColumn;

/// <summary>DROP COLUMN.</summary>
internal sealed class DropColumnAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropColumn;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ColumnDropped>()
        select new LintHit(Code, found.Statement, $"{found.Act.Table.Plain}.{found.Act.Column} goes, with what it holds; programs that still name it fail.") { Table = found.Act.Table };
}
