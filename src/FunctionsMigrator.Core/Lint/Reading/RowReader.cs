using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>Reads INSERT, UPDATE, DELETE, MERGE and COPY, also behind and inside WITH.</summary>
internal static class RowReader
{
    public static IReadOnlyList<SqlAct> Read(SqlCursor cursor)
    {
        switch (cursor.Word)
        {
            case "COPY":
                cursor.Skip();
                var into = cursor.TakeName();
                cursor.TakeParentheses();
                return into is not null && cursor.Is("FROM") ? [new RowsWritten(into, "COPY", Everywhere: false, Many: true)] : [];
            case "WITH" or "EXPLAIN":
                return Inner(cursor);
            case "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "MERGE":
                return Written(cursor) is { } act ? [act] : [];
            default:
                return [];
        }
    }

    private static List<SqlAct> Inner(SqlCursor cursor)
    {
        var acts = new List<SqlAct>();
        for (cursor.Skip(); !cursor.AtEnd; cursor.Skip())
        {
            if (cursor.Ahead(-1) is "(" or ")" or "ANALYZE" or "EXPLAIN" && cursor.Word is "INSERT" or "UPDATE" or "DELETE" or "MERGE" && Written(cursor.Fork()) is { } act)
            {
                acts.Add(act);
            }
        }

        return acts;
    }

    private static RowsWritten? Written(SqlCursor cursor)
    {
        var verb = cursor.Word;
        cursor.Skip();
        switch (verb)
        {
            case "UPDATE":
                if (cursor.Take("OR"))
                {
                    cursor.Skip();
                }

                cursor.Take("ONLY");
                return cursor.TakeName() is { } updated && cursor.SkipTo("SET") ? new RowsWritten(updated, verb, !Conditional(cursor), Many: true) : null;
            case "DELETE":
                cursor.Take("FROM");
                cursor.Take("ONLY");
                return cursor.TakeName() is { } deleted ? new RowsWritten(deleted, verb, !Conditional(cursor), Many: true) : null;
            default:
                if (!cursor.SkipTo("INTO"))
                {
                    return null;
                }

                cursor.Skip();
                return cursor.TakeName() is { } target ? new RowsWritten(target, verb, Everywhere: false, Many: verb == "MERGE" || cursor.Holds("SELECT")) : null;
        }
    }

    /// <summary>Whether a condition follows that is not true for every row. A join narrows too, since only rows with a partner are touched.</summary>
    private static bool Conditional(SqlCursor cursor)
    {
        if (!cursor.SkipTo("WHERE", "FROM", "USING", "LIMIT", ")"))
        {
            return false;
        }

        if (cursor.Word == ")")
        {
            return false;
        }

        if (cursor.Word != "WHERE")
        {
            return true;
        }

        cursor.Skip();
        return !(cursor.Is("TRUE") && End(cursor, 1)) && !(cursor.TextUpTo("RETURNING").Replace(" ", "", StringComparison.Ordinal) is "1=1" or "(1=1)" or "(true)" or "(TRUE)");
    }

    private static bool End(SqlCursor cursor, int ahead)
    {
        var rest = cursor.Fork();
        for (var i = 0; i < ahead; i++)
        {
            rest.Skip();
        }

        return rest.AtEnd || rest.Is(")") || rest.Is("RETURNING");
    }
}
