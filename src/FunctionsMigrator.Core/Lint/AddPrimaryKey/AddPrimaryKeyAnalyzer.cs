using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.AddPrimaryKey;

/// <summary>ADD PRIMARY KEY on a table that is there.</summary>
internal sealed class AddPrimaryKeyAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.AddPrimaryKey;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ConstraintAdded>()
        let key = found.Act.Constraint
        where key is { Kind: ConstraintKind.PrimaryKey, UsingIndex: false }
        select new LintHit(Code, found.Statement, $"It fails where a row of {found.Act.Table.Plain} holds NULL in {string.Join(", ", key.Columns)}, or two rows the same.")
        {
            Table = found.Act.Table,
            Question = key.Columns.Count == 0 ? null : new RowQuestion(RowQuestionKind.NoKey, LintTable.Of(found.Act.Table, script.Dialect), key.Columns),
        };
}
