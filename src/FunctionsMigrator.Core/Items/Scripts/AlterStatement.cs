namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>ALTER: the actions on a table, and renames.</summary>
internal static class AlterStatement
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var kind = cursor.Word;
        cursor.Skip();
        var onlyIfThere = cursor.Take("IF", "EXISTS");
        cursor.Take("ONLY");
        if (cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        cursor.Take("*");
        var effect = kind == "TABLE"
            ? cursor.Rest().Aggregate(new SqlEffect { Touches = [name], Undo = [] }, (sum, action) => sum.And(Action(action, name, scope)))
            : Renamed(cursor, kind, name) ?? SqlEffect.Unknown;
        return onlyIfThere ? effect with { Undo = null } : effect;
    }

    private static SqlEffect Action(SqlCursor action, SqlName table, ScriptScope scope)
    {
        var effect = action switch
        {
            _ when action.Take("ADD") => Added(action, table, scope),
            _ when action.Take("DROP") => Dropped(action, table, scope),
            _ when action.Take("ALTER") => Altered(action, table),
            _ when action.Is("MODIFY") || action.Is("CHANGE") => new SqlEffect { Loss = $"ALTER TABLE {table.Plain} {action.Word}" },
            _ when action.Is("RENAME") => RenamedOn(action, table, scope),
            _ => SqlEffect.Unknown,
        };
        return scope.MadeTable(table) && effect.Touches.Count == 0 ? SqlEffect.Nothing : effect;
    }

    private static SqlEffect Added(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Take("CONSTRAINT"))
        {
            return action.TakeName() is { } constraint
                ? new SqlEffect { Undo = [$"ALTER TABLE {table.Text} DROP CONSTRAINT {constraint.Text}"] }
                : SqlEffect.Unknown;
        }

        // A constraint without a name gets one that the text does not tell.
        if (action.Word is "PRIMARY" or "UNIQUE" or "FOREIGN" or "CHECK" or "EXCLUDE" or "INDEX" or "KEY" or "(")
        {
            return SqlEffect.Unknown;
        }

        action.Take("COLUMN");
        if (action.Take("IF", "NOT", "EXISTS") || action.TakeName() is not { } column)
        {
            return SqlEffect.Unknown;
        }

        scope.AddColumn(table, column);
        return new SqlEffect { Undo = [$"ALTER TABLE {table.Text} DROP COLUMN {column.Text}"] };
    }

    private static SqlEffect Dropped(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Word is "CONSTRAINT" or "INDEX" or "KEY" or "PRIMARY" or "FOREIGN" or "PARTITION")
        {
            return action.Word == "PARTITION" ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} DROP PARTITION" } : SqlEffect.Unknown;
        }

        action.Take("COLUMN");
        action.Take("IF", "EXISTS");
        return action.TakeName() is { } column && !scope.MadeColumn(table, column)
            ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} DROP COLUMN {column.Plain}" }
            : SqlEffect.Unknown;
    }

    /// <summary>Without the database no text tells whether the new type is wider than the old one.</summary>
    private static SqlEffect Altered(SqlCursor action, SqlName table)
    {
        action.Take("COLUMN");
        var column = action.TakeName();
        return action.Is("TYPE") || action.Is("SET", "DATA", "TYPE") || !(action.Word is "SET" or "DROP" or "ADD" or "RESET" or "RESTART")
            ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} ALTER COLUMN {column?.Plain} TYPE" }
            : SqlEffect.Unknown;
    }

    private static SqlEffect RenamedOn(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Fork() is var ahead && ahead.Take("RENAME", "TO") && ahead.TakeName() is { } renamed)
        {
            var after = SqlName.Of([.. table.Parts.SkipLast(1), renamed.Last], action.Dialect);
            scope.RenameTable(table, after);
            return Renamed(action, "TABLE", table)! with { Touches = [after] };
        }

        action.Skip();
        var what = action.Take("CONSTRAINT") ? "CONSTRAINT" : "COLUMN";
        action.Take("COLUMN");
        return action.TakeName() is { } from && action.Take("TO") && action.TakeName() is { } to
            ? new SqlEffect { Undo = [$"ALTER TABLE {table.Text} RENAME {what} {to.Text} TO {from.Text}"] }
            : SqlEffect.Unknown;
    }

    private static SqlEffect? Renamed(SqlCursor cursor, string kind, SqlName from) => cursor.Take("RENAME", "TO") && cursor.TakeName() is { } to
        ? new SqlEffect { Undo = [$"ALTER {kind} {from.Beside(to)} RENAME TO {from.Last}"] }
        : null;
}
