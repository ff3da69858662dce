using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DataUnderLock;

/// <summary>Many rows written behind a change of structure, in one transaction.</summary>
internal sealed class DataUnderLockAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DataUnderLock;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.IsPostgres && script.Script.Directives.Transaction ? Behind(script) : [];

    private IEnumerable<LintHit> Behind(LintScript script)
    {
        Items.Scripts.SqlName? locked = null;
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in script.Statements)
        {
            foreach (var act in statement.Acts)
            {
                switch (act)
                {
                    case TableMade table:
                        made.Add(table.Table.Identity);
                        break;
                    case RowsWritten { Many: true } rows when locked is not null:
                        yield return new LintHit(Code, statement, $"The lock that a statement before it took on {locked.Plain} is held while rows of {rows.Table.Plain} are written.") { Table = locked }.UnlessSmall();
                        break;
                    case TableAct or IndexMade { Concurrently: false } when act is not ConstraintValidated && act.About is { } about && !made.Contains(about.Identity):
                        locked ??= about;
                        break;
                }
            }
        }
    }
}
