using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint;

/// <summary>Says in words what was counted.</summary>
internal static class RowWords
{
    /// <summary><c>17 rows hold NULL in orders.email</c>.</summary>
    public static string Of(RowQuestion question, RowCount count)
    {
        var table = question.Table.ToString();
        var columns = question.Columns.Count == 1 ? $"{table}.{question.Columns[0]}" : $"{table} ({string.Join(", ", question.Columns)})";
        return question.Kind switch
        {
            RowQuestionKind.Rows => $"{table} holds {Rows(count, "row", "rows")}",
            RowQuestionKind.Nulls => $"{Rows(count, "row holds", "rows hold")} NULL in {columns}",
            RowQuestionKind.Duplicates => $"{Rows(count, "value", "values")} of {columns} {(count.Rows <= 1 ? "stands" : "stand")} in more than one row",
            RowQuestionKind.NoKey => $"{Rows(count, "row or value", "rows and values")} of {columns} {(count.Rows <= 1 ? "is" : "are")} NULL or {(count.Rows <= 1 ? "stands" : "stand")} there twice",
            RowQuestionKind.Orphans => $"{Rows(count, "row", "rows")} of {table} {(count.Rows <= 1 ? "names" : "name")} in {columns} what {question.Other} does not hold",
            RowQuestionKind.Breaking => $"{Rows(count, "row of", "rows of")} {table} {(count.Rows <= 1 ? "breaks" : "break")} the condition",
            RowQuestionKind.TooLong => $"{Rows(count, "row holds", "rows hold")} more than {question.Most} characters in {columns}",
            _ => $"{Rows(count, "row holds", "rows hold")} a number in {columns} that does not fit",
        };
    }

    private static string Rows(RowCount count, string one, string many) => count switch
    {
        { Rows: 0 } => $"no {one}",
        { OrMore: true } => $"{count.Rows:N0} or more {many}",
        { Rows: 1 } => $"1 {one}",
        _ => $"{count.Rows:N0} {many}",
    };
}
