namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>ALTER of T-SQL: the actions on a table.</summary>
internal static class TransactAlter
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        if (!cursor.Take("TABLE") || cursor.TakeName() is not { } table)
        {
            return SqlEffect.Unknown;
        }

        if (cursor.Take("WITH"))
        {
            cursor.TakeAny("CHECK", "NOCHECK");
        }

        var effect = Action(cursor, table, scope) with { Touches = [table] };
        return scope.MadeTable(table) ? SqlEffect.Nothing with { Touches = [table] } : effect;
    }

    private static SqlEffect Action(SqlCursor cursor, SqlName table, ScriptScope scope)
    {
        if (cursor.Take("ADD"))
        {
            return cursor.Rest().Aggregate(SqlEffect.Nothing, (sum, piece) => sum.And(Added(piece, table, scope)));
        }

        if (cursor.Take("DROP"))
        {
            return Dropped(cursor, table, scope);
        }

        return cursor.Is("ALTER", "COLUMN") && Column(cursor) is var column ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} ALTER COLUMN {column}" }
            : cursor.Is("SWITCH") ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} SWITCH" }
            : SqlEffect.Unknown;
    }

    private static string? Column(SqlCursor cursor)
    {
        var ahead = cursor.Fork();
        ahead.Take("ALTER", "COLUMN");
        return ahead.TakeName()?.Plain;
    }

    private static SqlEffect Added(SqlCursor piece, SqlName table, ScriptScope scope)
    {
        if (piece.Take("CONSTRAINT"))
        {
            return piece.TakeName() is { } constraint ? new SqlEffect { Undo = [new UndoStep($"ALTER TABLE {table.Text} DROP CONSTRAINT {constraint.Text}")] } : SqlEffect.Unknown;
        }

        // What has no name gets one that the text does not tell.
        if (piece.Word is "PRIMARY" or "UNIQUE" or "FOREIGN" or "CHECK" or "DEFAULT" or "INDEX" or "PERIOD" || piece.TakeName() is not { } column)
        {
            return SqlEffect.Unknown;
        }

        scope.AddColumn(table, column);
        var named = new List<string>();
        var unnamed = false;
        for (var inName = false; !piece.AtEnd; piece.Skip())
        {
            if (piece.Is("("))
            {
                Behind(piece);
            }

            if (piece.Word == "CONSTRAINT")
            {
                var name = piece.Fork();
                name.Skip();
                named.Add(name.TakeName()?.Text ?? "");
                inName = true;
            }
            else if (piece.Word is "DEFAULT" or "CHECK" or "REFERENCES" or "UNIQUE" or "PRIMARY")
            {
                unnamed |= !inName;
                inName = false;
            }
        }

        // A column goes only behind the constraints that stand on it.
        var first = string.Concat(named.Select(name => $"CONSTRAINT {name}, "));
        return unnamed || named.Contains("") ? SqlEffect.Unknown : new SqlEffect { Undo = [new UndoStep($"ALTER TABLE {table.Text} DROP {first}COLUMN {column.Text}")] };
    }

    private static void Behind(SqlCursor piece)
    {
        piece.TakeParentheses();
        if (piece.Is("("))
        {
            Behind(piece);
        }
    }

    private static SqlEffect Dropped(SqlCursor cursor, SqlName table, ScriptScope scope)
    {
        var columns = false;
        foreach (var piece in cursor.Rest())
        {
            columns = piece.Take("COLUMN") || (columns && !piece.Is("CONSTRAINT"));
            piece.Take("IF", "EXISTS");
            if (columns && piece.TakeName() is { } column && !scope.MadeColumn(table, column))
            {
                return new SqlEffect { Loss = $"ALTER TABLE {table.Plain} DROP COLUMN {column.Plain}" };
            }
        }

        return SqlEffect.Unknown;
    }
}
