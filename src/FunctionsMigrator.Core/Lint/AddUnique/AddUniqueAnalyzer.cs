using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.AddUnique;

/// <summary>A unique index or constraint.</summary>
internal sealed class AddUniqueAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.AddUnique;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.All<IndexMade>()
            .Where(found => found.Act.Unique)
            .Select(found => Hit(script, found.Statement, found.Act.Table, found.Act.Columns ?? []))
            .Concat(script.All<ConstraintAdded>()
                .Where(found => found.Act.Constraint is { Kind: ConstraintKind.Unique, UsingIndex: false })
                .Select(found => Hit(script, found.Statement, found.Act.Table, found.Act.Constraint.Columns)));

    // Of expressions, and of only some rows, the text alone does not ask the right question.
    private LintHit Hit(LintScript script, LintStatement statement, Items.Scripts.SqlName table, IReadOnlyList<string> columns) =>
        new(Code, statement, $"It fails where {(columns.Count == 0 ? "such values" : $"values of {string.Join(", ", columns)}")} stand in {table.Plain} twice.")
        {
            Table = table,
            Question = columns.Count == 0 ? null : new RowQuestion(RowQuestionKind.Duplicates, LintTable.Of(table, script.Dialect), columns),
        };
}
