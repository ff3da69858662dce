using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.AddForeignKey;

/// <summary>ADD FOREIGN KEY that looks at the rows that are there.</summary>
internal sealed class AddForeignKeyAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.AddForeignKey;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        where found.Act.Constraint is { Kind: ConstraintKind.ForeignKey, NotValid: false }
        let key = found.Act.Constraint
        select new LintHit(Code, found.Statement, $"It fails where a row of {found.Act.Table.Plain} names what {key.Other?.Plain} does not hold.")
        {
            Table = found.Act.Table,
            Question = key.Other is null || key.Columns.Count == 0
                ? null
                : new RowQuestion(RowQuestionKind.Orphans, LintTable.Of(found.Act.Table, script.Dialect), key.Columns)
                {
                    Other = LintTable.Of(key.Other, script.Dialect),
                    OtherColumns = key.OtherColumns,
                },
        };
}
