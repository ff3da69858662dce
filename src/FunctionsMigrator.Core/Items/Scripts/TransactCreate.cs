namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>CREATE of T-SQL: what comes into being, and the DROP that takes it back.</summary>
internal static class TransactCreate
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var replaces = cursor.Take("OR", "ALTER");
        cursor.TakeAny("UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE");
        var kind = cursor.Word == "PROC" ? "PROCEDURE" : cursor.Word;
        cursor.Skip();
        if (kind is not ("TABLE" or "INDEX" or "VIEW" or "PROCEDURE" or "FUNCTION" or "TRIGGER" or "SEQUENCE" or "SCHEMA" or "TYPE" or "SYNONYM") || cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        switch (kind)
        {
            case "TABLE":
                scope.AddTable(name);
                return name.Plain.StartsWith('#') ? SqlEffect.Nothing : new SqlEffect { Creates = [name], Touches = [name], Undo = [new UndoStep($"DROP TABLE {name.Text}")] };
            case "INDEX":
                return Index(cursor, name, scope);
            case "TRIGGER" when cursor.Is("ON", "DATABASE"):
                return Module(name, $"DROP TRIGGER {name.Text} ON DATABASE", replaces, scope);
            case "TRIGGER" when cursor.Is("ON", "ALL"):
                return SqlEffect.Unknown;
            case "VIEW" or "PROCEDURE" or "FUNCTION" or "TRIGGER":
                return Module(name, $"DROP {kind} {name.Text}", replaces, scope);
            default:
                return new SqlEffect { Creates = [name], Undo = [new UndoStep($"DROP {kind} {name.Text}")] };
        }
    }

    private static SqlEffect Index(SqlCursor cursor, SqlName name, ScriptScope scope)
    {
        if (!cursor.Take("ON") || cursor.TakeName() is not { } table)
        {
            return SqlEffect.Unknown;
        }

        // What stood under the name before does not come back by a DROP.
        var replaces = cursor.Holds("DROP_EXISTING", "=", "ON");
        return scope.MadeTable(table) ? SqlEffect.Nothing with { Touches = [table] }
            : new SqlEffect { Creates = [name], Touches = [table], Undo = replaces ? null : [new UndoStep($"DROP INDEX {name.Text} ON {table.Text}")] };
    }

    // What CREATE OR ALTER changed, only its former text brings back, which a repeatable script has.
    private static SqlEffect Module(SqlName name, string drop, bool replaces, ScriptScope scope) => new()
    {
        Creates = [name],
        Replaces = replaces && scope.Repeatable ? [name] : [],
        Undo = replaces && !scope.Repeatable ? null : [new UndoStep(drop)],
    };
}
