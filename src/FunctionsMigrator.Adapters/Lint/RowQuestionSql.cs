using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>The query that answers a question about rows: one number, and never more work than counting up to <see cref="RowCount.Most"/> asks for.</summary>
internal static class RowQuestionSql
{
    /// <summary>The query, for every database that knows LIMIT.</summary>
    /// <param name="question">The question.</param>
    /// <param name="table">Its table as SQL names it.</param>
    /// <param name="other">The other table as SQL names it, where there is one.</param>
    public static string Of(RowQuestion question, string table, string? other) => question.Kind == RowQuestionKind.NoKey
        ? $"SELECT ({Counted(Nulls(question, table))}) + ({Counted(Duplicates(question, table))})"
        : Counted(question.Kind switch
        {
            RowQuestionKind.Rows => $"SELECT 1 FROM {table}",
            RowQuestionKind.Nulls => Nulls(question, table),
            RowQuestionKind.Duplicates => Duplicates(question, table),
            RowQuestionKind.Orphans => Orphans(question, table, other!),
            RowQuestionKind.Breaking => $"SELECT 1 FROM {table} WHERE NOT ({question.Condition})",
            RowQuestionKind.TooLong => $"SELECT 1 FROM {table} WHERE length({SqlText.Quote(question.Columns[0])}) > {question.Most}",
            _ => $"SELECT 1 FROM {table} WHERE {SqlText.Quote(question.Columns[0])} NOT BETWEEN {question.Least} AND {question.Most}",
        });

    private static string Counted(string rows) => $"SELECT count(*) FROM ({rows} LIMIT {RowCount.Most}) AS counted";

    private static string Nulls(RowQuestion question, string table) =>
        $"SELECT 1 FROM {table} WHERE {string.Join(" OR ", question.Columns.Select(column => $"{SqlText.Quote(column)} IS NULL"))}";

    private static string Duplicates(RowQuestion question, string table) =>
        $"SELECT 1 FROM {table} WHERE {string.Join(" AND ", question.Columns.Select(column => $"{SqlText.Quote(column)} IS NOT NULL"))} GROUP BY {SqlText.Quote(question.Columns)} HAVING count(*) > 1";

    private static string Orphans(RowQuestion question, string table, string other)
    {
        var there = string.Join(" AND ", question.Columns.Select(column => $"a.{SqlText.Quote(column)} IS NOT NULL"));
        var same = string.Join(" AND ", question.Columns.Zip(question.OtherColumns, (column, key) => $"b.{SqlText.Quote(key)} = a.{SqlText.Quote(column)}"));
        return $"SELECT 1 FROM {table} AS a WHERE {there} AND NOT EXISTS (SELECT 1 FROM {other} AS b WHERE {same})";
    }
}
