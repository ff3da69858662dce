using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Adapters.Lint;

/// <summary>The query in T-SQL that answers a question about rows: one number, and never more work than counting up to <see cref="RowCount.Most"/> asks for.</summary>
internal static class SqlServerQuestionSql
{
    /// <summary>The query.</summary>
    /// <param name="question">The question.</param>
    /// <param name="table">Its table as SQL names it.</param>
    /// <param name="other">The other table as SQL names it, where there is one.</param>
    public static string Of(RowQuestion question, string table, string? other) => question.Kind == RowQuestionKind.NoKey
        ? $"SELECT ({Counted(Nulls(question, table))}) + ({Counted(Duplicates(question, table))});"
        : Counted(question.Kind switch
        {
            RowQuestionKind.Rows => $"FROM {table}",
            RowQuestionKind.Nulls => Nulls(question, table),
            RowQuestionKind.Duplicates => Duplicates(question, table),
            RowQuestionKind.Orphans => Orphans(question, table, other!),

            // A check holds also where its condition is unknown.
            RowQuestionKind.Breaking => $"FROM {table} WHERE NOT ({question.Condition})",
            RowQuestionKind.TooLong => $"FROM {table} WHERE LEN({SqlServerText.Quote(question.Columns[0])} + N'.') - 1 > {question.Most}",
            _ => $"FROM {table} WHERE {SqlServerText.Quote(question.Columns[0])} NOT BETWEEN {question.Least} AND {question.Most}",
        }) + ";";

    private static string Counted(string rows) => $"SELECT COUNT_BIG(*) FROM (SELECT TOP ({RowCount.Most}) 1 AS one {rows}) AS counted";

    private static string Nulls(RowQuestion question, string table) =>
        $"FROM {table} WHERE {string.Join(" OR ", question.Columns.Select(column => $"{SqlServerText.Quote(column)} IS NULL"))}";

    private static string Duplicates(RowQuestion question, string table) =>
        $"FROM {table} WHERE {string.Join(" AND ", question.Columns.Select(column => $"{SqlServerText.Quote(column)} IS NOT NULL"))} GROUP BY {SqlServerText.Quote(question.Columns)} HAVING COUNT_BIG(*) > 1";

    private static string Orphans(RowQuestion question, string table, string other)
    {
        var there = string.Join(" AND ", question.Columns.Select(column => $"a.{SqlServerText.Quote(column)} IS NOT NULL"));
        var same = string.Join(" AND ", question.Columns.Zip(question.OtherColumns, (column, key) => $"b.{SqlServerText.Quote(key)} = a.{SqlServerText.Quote(column)}"));
        return $"FROM {table} AS a WHERE {there} AND NOT EXISTS (SELECT 1 FROM {other} AS b WHERE {same})";
    }
}
