namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>INSERT, REPLACE, UPDATE, DELETE, MERGE, COPY: rows change. In what the script made itself that loses nothing and goes with it.</summary>
internal static class WriteStatement
{
    public static bool Starts(SqlCursor cursor) => cursor.Word switch
    {
        "INSERT" => cursor.Ahead(1) is "INTO" or "OR" or "IGNORE" or "OVERWRITE",
        "REPLACE" or "MERGE" => cursor.Ahead(1) == "INTO",
        "DELETE" => cursor.Ahead(1) == "FROM",

        // Not FOR UPDATE, DO UPDATE, ON UPDATE.
        "UPDATE" => cursor.Ahead(-1) is not ("FOR" or "DO" or "ON" or "KEY"),
        _ => false,
    };

    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var verb = cursor.Word;
        cursor.Skip();
        return verb switch
        {
            "UPDATE" => Updated(cursor, scope),
            "INSERT" => Inserted(cursor, scope, cursor.Is("OR", "REPLACE") || cursor.Is("OVERWRITE")),
            "REPLACE" => Inserted(cursor, scope, overwrites: true),
            _ => Into(cursor) is { } table ? On(table, scope, $"{verb} {(verb == "DELETE" ? "FROM" : "INTO")} {table.Plain}") : SqlEffect.Unknown,
        };
    }

    /// <summary>COPY table FROM: rows come in.</summary>
    public static SqlEffect ReadCopy(SqlCursor cursor, ScriptScope scope)
    {
        var table = cursor.TakeName();
        cursor.TakeParentheses();
        return table is not null && cursor.Is("FROM") ? On(table, scope, loss: null) : SqlEffect.Unknown;
    }

    private static SqlEffect Inserted(SqlCursor cursor, ScriptScope scope, bool overwrites)
    {
        var updates = cursor.Holds("DO", "UPDATE") || cursor.Holds("ON", "DUPLICATE", "KEY");
        return Into(cursor) is { } table
            ? On(table, scope, overwrites ? $"REPLACE INTO {table.Plain}" : updates ? $"INSERT INTO {table.Plain} ... DO UPDATE" : null)
            : SqlEffect.Unknown;
    }

    private static SqlEffect Updated(SqlCursor cursor, ScriptScope scope)
    {
        if (cursor.Take("OR"))
        {
            cursor.Skip();
        }

        cursor.Take("ONLY");
        if (cursor.TakeName() is not { } table)
        {
            return SqlEffect.Unknown;
        }

        var columns = cursor.SkipTo("SET") ? Assigned(cursor) : [];
        return columns.Count > 0 && columns.All(column => scope.MadeColumn(table, column))
            ? SqlEffect.Nothing with { Touches = [table] }
            : On(table, scope, $"UPDATE {table.Plain}");
    }

    /// <summary>The columns of <c>SET a = 1, (b, c) = (2, 3)</c>; empty where they cannot be told.</summary>
    private static List<SqlName> Assigned(SqlCursor cursor)
    {
        cursor.Skip();
        var columns = new List<SqlName>();
        foreach (var assignment in cursor.Rest())
        {
            var list = assignment.TakeParentheses() ?? [assignment];
            foreach (var column in list.Select(piece => piece.TakeName()))
            {
                if (column is null)
                {
                    return [];
                }

                columns.Add(SqlName.Of([column.Last], cursor.Dialect));
            }

            // Behind the last assignment come WHERE, FROM and RETURNING, whose commas part no assignments.
            if (assignment.SkipTo("WHERE", "FROM", "RETURNING"))
            {
                break;
            }
        }

        return columns;
    }

    private static SqlName? Into(SqlCursor cursor)
    {
        if (!cursor.SkipTo("INTO", "FROM"))
        {
            return null;
        }

        cursor.Skip();
        cursor.Take("TABLE");
        cursor.Take("ONLY");
        return cursor.TakeName();
    }

    private static SqlEffect On(SqlName table, ScriptScope scope, string? loss) => scope.MadeTable(table)
        ? SqlEffect.Nothing with { Touches = [table] }
        : new SqlEffect { Touches = [table], Loss = loss, Why = "it changes rows, and what they held is not kept" };
}
