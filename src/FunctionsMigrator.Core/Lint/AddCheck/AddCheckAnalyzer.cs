using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.AddCheck;

/// <summary>ADD CHECK that looks at the rows that are there.</summary>
internal sealed class AddCheckAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.AddCheck;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        where found.Act.Constraint is { Kind: ConstraintKind.Check, NotValid: false }
        let condition = found.Act.Constraint.Condition
        select new LintHit(Code, found.Statement, $"It fails where a row of {found.Act.Table.Plain} breaks the condition.")
        {
            Table = found.Act.Table,
            Question = PlainCondition.Columns(condition, script.Dialect) is { } columns
                ? new RowQuestion(RowQuestionKind.Breaking, LintTable.Of(found.Act.Table, script.Dialect), columns) { Condition = condition }
                : null,
        };
}
