namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>INSERT, UPDATE, DELETE, MERGE and SELECT of T-SQL. In what the script made itself that loses nothing and goes with it.</summary>
internal static class TransactWrite
{
    /// <summary>From behind the verb.</summary>
    public static SqlEffect Read(SqlCursor cursor, string verb, ScriptScope scope)
    {
        if (verb == "UPDATE" && cursor.Take("STATISTICS"))
        {
            return SqlEffect.Nothing;
        }

        if (cursor.Take("TOP"))
        {
            cursor.TakeParentheses();
            cursor.Take("PERCENT");
        }

        cursor.Take("INTO");
        cursor.Take("FROM");
        if (cursor.TakeName() is not { } named)
        {
            return SqlEffect.Unknown;
        }

        // Hints of the table.
        if (cursor.Is("WITH", "("))
        {
            cursor.Skip();
            cursor.TakeParentheses();
        }

        var table = verb is "UPDATE" or "DELETE" ? Aliased(cursor.Fork(), named) ?? named : named;
        var ours = table.Plain.StartsWith('#') || table.Plain.StartsWith('@');
        if (ours || scope.MadeTable(table))
        {
            return SqlEffect.Nothing with { Touches = ours ? [] : [table] };
        }

        if (verb == "UPDATE" && Assigned(cursor) is { Count: > 0 } columns && columns.All(column => scope.MadeColumn(table, column)))
        {
            return SqlEffect.Nothing with { Touches = [table] };
        }

        return new SqlEffect
        {
            Touches = [table],
            Loss = verb switch
            {
                "UPDATE" => $"UPDATE {table.Plain}",
                "DELETE" => $"DELETE FROM {table.Plain}",
                "MERGE" => $"MERGE INTO {table.Plain}",
                _ => null,
            },
        };
    }

    /// <summary>A query; with INTO it makes a table.</summary>
    public static SqlEffect ReadSelect(SqlCursor cursor, ScriptScope scope)
    {
        if (cursor.Holds("NEXT", "VALUE", "FOR") || cursor.Holds("OPENROWSET") || cursor.Holds("OPENQUERY"))
        {
            return SqlEffect.Unknown;
        }

        if (!cursor.SkipTo("INTO"))
        {
            return SqlEffect.Nothing;
        }

        cursor.Skip();
        if (cursor.TakeName() is not { } table)
        {
            return SqlEffect.Unknown;
        }

        scope.AddTable(table);
        return table.Plain.StartsWith('#') ? SqlEffect.Nothing : new SqlEffect { Creates = [table], Touches = [table], Undo = [new UndoStep($"DROP TABLE {table.Text}")] };
    }

    /// <summary>The table whose alias was named: <c>UPDATE o SET ... FROM orders AS o</c>.</summary>
    private static SqlName? Aliased(SqlCursor cursor, SqlName alias)
    {
        while (cursor.SkipTo("FROM", "JOIN", ","))
        {
            cursor.Skip();
            if (cursor.TakeName() is { } table)
            {
                cursor.Take("AS");
                if (cursor.Fork().TakeName() is { } name && name.Identity == alias.Identity)
                {
                    return table;
                }
            }
        }

        return null;
    }

    /// <summary>The columns of <c>SET a = 1, o.b = 2</c>; empty where they cannot be told.</summary>
    private static List<SqlName> Assigned(SqlCursor cursor)
    {
        var columns = new List<SqlName>();
        if (!cursor.SkipTo("SET"))
        {
            return columns;
        }

        cursor.Skip();
        foreach (var assignment in cursor.Rest())
        {
            if (assignment.TakeName() is not { } column || column.Plain.StartsWith('@'))
            {
                return [];
            }

            columns.Add(SqlName.Of([column.Last], SqlDialect.TransactSql));
            if (assignment.SkipTo("WHERE", "FROM", "OPTION", "OUTPUT"))
            {
                break;
            }
        }

        return columns;
    }
}
