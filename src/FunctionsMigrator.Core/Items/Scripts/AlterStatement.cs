namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>ALTER: the actions on a table, and renames.</summary>
internal static class AlterStatement
{
    private const string Renames = "something was renamed before it, and what stood before the script is not found by its new name";

    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Word;
        cursor.Skip();
        var onlyIfThere = cursor.Take("IF", "EXISTS");
        cursor.Take("ONLY");
        if (cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        cursor.Take("*");
        var effect = kind switch
        {
            "TABLE" => cursor.Rest().Aggregate(new SqlEffect { Touches = [name], Undo = [] }, (sum, action) => sum.And(Action(action, name, scope))),
            "TYPE" when cursor.Take("ADD", "VALUE") => SqlEffect.Without("PostgreSQL cannot take a value away from a type"),
            "TYPE" when cursor.Take("RENAME", "VALUE") => ValueRenamed(cursor, name),
            "FUNCTION" or "PROCEDURE" => RoutineRenamed(cursor, kind, name, scope),
            "TRIGGER" or "POLICY" or "RULE" => RenamedOnTable(cursor, kind, name, scope),
            _ => Renamed(cursor, kind, name, scope) ?? SqlEffect.Unknown,
        };
        return onlyIfThere ? effect with { Undo = null, Why = effect.Why ?? "whether it was there the text does not tell" } : effect;
    }

    private static SqlEffect Action(SqlCursor action, SqlName table, ScriptScope scope)
    {
        var effect = action switch
        {
            _ when action.Take("ADD") => Added(action, table, scope),
            _ when action.Take("DROP") => Dropped(action, table, scope),
            _ when action.Take("ALTER") => Altered(action, table, scope),
            _ when action.Is("MODIFY") || action.Is("CHANGE") => new SqlEffect { Loss = $"ALTER TABLE {table.Plain} {action.Word}" },
            _ when action.Is("RENAME") => RenamedOn(action, table, scope),
            _ when action.Take("VALIDATE", "CONSTRAINT") => Constraint(action, table, FormerUse.Replace, scope),
            _ when IsRowSecurity(action.Fork()) => scope.Former(new Former(FormerKind.RowSecurity, FormerUse.Replace, table.Text)),
            _ => SqlEffect.Unknown,
        };
        return scope.MadeTable(table) && effect.Touches.Count == 0 ? SqlEffect.Nothing : effect;
    }

    private static SqlEffect Added(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Take("CONSTRAINT"))
        {
            if (action.TakeName() is not { } constraint)
            {
                return SqlEffect.Unknown;
            }

            scope.AddObject("CONSTRAINT", $"{constraint.Identity} {table.Identity}");
            return SqlEffect.By($"ALTER TABLE {table.Text} DROP CONSTRAINT {constraint.Text}");
        }

        if (action.Word is "PRIMARY" or "UNIQUE" or "FOREIGN" or "CHECK" or "EXCLUDE" or "INDEX" or "KEY" or "(")
        {
            return SqlEffect.Without("the constraint has no name that an undo could use; write ADD CONSTRAINT with one");
        }

        action.Take("COLUMN");
        var onlyIfMissing = action.Take("IF", "NOT", "EXISTS");
        if (action.TakeName() is not { } column)
        {
            return SqlEffect.Unknown;
        }

        var undo = $"ALTER TABLE {table.Text} DROP COLUMN {column.Text}";
        if (!onlyIfMissing)
        {
            scope.AddColumn(table, column);
            return SqlEffect.By(undo);
        }

        // Made by the script already, it stays what it is.
        return scope.MadeColumn(table, column) || !scope.AddObject("COLUMN", $"{column.Identity} {table.Identity}") ? SqlEffect.Nothing
            : action.Dialect == SqlDialect.PostgreSql ? scope.Former(new Former(FormerKind.Column, FormerUse.Keep, column.Text, table.Text), undo)
            : SqlEffect.Without("it may have stood there before");
    }

    private static SqlEffect Dropped(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Take("CONSTRAINT"))
        {
            action.Take("IF", "EXISTS");
            return Constraint(action, table, FormerUse.Drop, scope);
        }

        if (action.Word is "INDEX" or "KEY" or "PRIMARY" or "FOREIGN" or "PARTITION")
        {
            return action.Word == "PARTITION" ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} DROP PARTITION" } : SqlEffect.Unknown;
        }

        action.Take("COLUMN");
        action.Take("IF", "EXISTS");
        return action.TakeName() is { } column && !scope.MadeColumn(table, column)
            ? new SqlEffect { Loss = $"ALTER TABLE {table.Plain} DROP COLUMN {column.Plain}" }
            : SqlEffect.Without("it drops what the script itself made");
    }

    private static SqlEffect Constraint(SqlCursor action, SqlName table, FormerUse use, ScriptScope scope)
    {
        if (action.Dialect != SqlDialect.PostgreSql || action.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        return action.Is("CASCADE") ? SqlEffect.Without("what CASCADE takes along is not told")
            : !scope.MadeObject("CONSTRAINT", $"{name.Identity} {table.Identity}") ? scope.Former(new Former(FormerKind.Constraint, use, name.Text, table.Text, "CONSTRAINT"))
            : use == FormerUse.Replace ? SqlEffect.Nothing
            : SqlEffect.Without("it drops what the script itself made");
    }

    /// <summary>Without the database no text tells whether the new type is wider than the old one.</summary>
    private static SqlEffect Altered(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Is("CONSTRAINT"))
        {
            return SqlEffect.Unknown;
        }

        action.Take("COLUMN");
        var column = action.TakeName();
        if (column is not null && scope.MadeColumn(table, column))
        {
            return SqlEffect.Nothing;
        }

        if (action.Is("TYPE") || action.Is("SET", "DATA", "TYPE") || !(action.Word is "SET" or "DROP" or "ADD" or "RESET" or "RESTART"))
        {
            return new SqlEffect { Loss = $"ALTER TABLE {table.Plain} ALTER COLUMN {column?.Plain} TYPE" };
        }

        FormerKind? former = action.Is("SET", "DEFAULT") || action.Is("DROP", "DEFAULT") ? FormerKind.Default
            : action.Is("SET", "NOT", "NULL") || action.Is("DROP", "NOT", "NULL") ? FormerKind.NotNull
            : null;
        return former is { } known && column is not null && action.Dialect == SqlDialect.PostgreSql
            ? scope.Former(new Former(known, FormerUse.Replace, column.Text, table.Text))
            : SqlEffect.Unknown;
    }

    // { ENABLE | DISABLE | FORCE | NO FORCE } ROW LEVEL SECURITY
    private static bool IsRowSecurity(SqlCursor action)
    {
        action.TakeAny("ENABLE", "DISABLE", "FORCE", "NO");
        return action.Dialect == SqlDialect.PostgreSql && action.Is("ROW", "LEVEL", "SECURITY");
    }

    private static SqlEffect RenamedOn(SqlCursor action, SqlName table, ScriptScope scope)
    {
        if (action.Fork() is var ahead && ahead.Take("RENAME", "TO") && ahead.TakeName() is { } renamed)
        {
            var after = SqlName.Of([.. table.Parts.SkipLast(1), renamed.Last], action.Dialect);
            var effect = Renamed(action, "TABLE", table, scope)! with { Touches = [after] };
            scope.RenameTable(table, after);
            return effect;
        }

        action.Skip();
        var what = action.Take("CONSTRAINT") ? "CONSTRAINT" : "COLUMN";
        action.Take("COLUMN");
        if (action.TakeName() is not { } from || !action.Take("TO") || action.TakeName() is not { } to)
        {
            return SqlEffect.Unknown;
        }

        scope.Move(Renames);
        return SqlEffect.By($"ALTER TABLE {table.Text} RENAME {what} {to.Text} TO {from.Text}");
    }

    private static SqlEffect? Renamed(SqlCursor cursor, string kind, SqlName from, ScriptScope scope)
    {
        if (!cursor.Take("RENAME", "TO") || cursor.TakeName() is not { } to)
        {
            return null;
        }

        if (kind != "TABLE" || !scope.MadeTable(from))
        {
            scope.Move(Renames);
        }

        return SqlEffect.By($"ALTER {kind} {from.Beside(to)} RENAME TO {from.Last}");
    }

    private static SqlEffect RoutineRenamed(SqlCursor cursor, string kind, SqlName from, ScriptScope scope)
    {
        var routine = RoutineName.Read(from, cursor);
        if (!cursor.Take("RENAME", "TO") || cursor.TakeName() is not { } to)
        {
            return SqlEffect.Unknown;
        }

        scope.Move(Renames);
        return SqlEffect.By($"ALTER {kind} {from.Beside(to)}{routine.Text[from.Text.Length..]} RENAME TO {from.Last}");
    }

    private static SqlEffect RenamedOnTable(SqlCursor cursor, string kind, SqlName from, ScriptScope scope)
    {
        if (!cursor.Take("ON") || cursor.TakeName() is not { } table || !cursor.Take("RENAME", "TO") || cursor.TakeName() is not { } to)
        {
            return SqlEffect.Unknown;
        }

        scope.Move(Renames);
        return SqlEffect.By($"ALTER {kind} {to.Text} ON {table.Text} RENAME TO {from.Text}");
    }

    private static SqlEffect ValueRenamed(SqlCursor cursor, SqlName type)
    {
        var from = cursor.Literal();
        cursor.Skip();
        return from is not null && cursor.Take("TO") && cursor.Literal() is { } to ? SqlEffect.By($"ALTER TYPE {type.Text} RENAME VALUE {to} TO {from}") : SqlEffect.Unknown;
    }
}
