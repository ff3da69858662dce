using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.AddRequiredColumn;

/// <summary>ADD COLUMN ... NOT NULL without a default.</summary>
internal sealed class AddRequiredColumnAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.AddRequiredColumn;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ColumnAdded>()
        let column = found.Act.Column
        where column is { NotNull: true, Default: null, Generated: false, Unique: false }
        select new LintHit(Code, found.Statement, $"{found.Act.Table.Plain}.{column.Name} has no value for the rows that are there.")
        {
            Table = found.Act.Table,
            Question = new RowQuestion(RowQuestionKind.Rows, LintTable.Of(found.Act.Table, script.Dialect), []),
        };
}
