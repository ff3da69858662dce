using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>Reads the actions of ALTER TABLE.</summary>
internal static class TableActions
{
    private static readonly string[] BehindType =
        ["NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "GENERATED", "CONSTRAINT", "COLLATE", "AS", "IDENTITY", "STORAGE", "COMPRESSION", "KEY", "FIRST", "AFTER"];

    private static readonly string[] BehindDefault =
        ["NOT", "NULL", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "GENERATED", "CONSTRAINT", "COLLATE", "STORAGE", "COMPRESSION", "FIRST", "AFTER"];

    private static readonly HashSet<string> Serial = new(StringComparer.OrdinalIgnoreCase) { "serial", "serial4", "serial8", "bigserial", "smallserial", "serial2" };

    public static SqlAct Read(SqlCursor action, SqlName table) => action switch
    {
        _ when action.Take("ADD") => Added(action, table),
        _ when action.Take("DROP") => Dropped(action, table),
        _ when action.Take("ALTER") => Altered(action, table),
        _ when action.Take("RENAME") => Renamed(action, table),
        _ when action.Take("VALIDATE", "CONSTRAINT") && action.TakeName() is { } name => new ConstraintValidated(table, name.Plain),
        _ when action.Is("SET", "LOGGED") || action.Is("SET", "UNLOGGED") => new TableRewritten(table, $"SET {action.Ahead(1)}"),
        _ when action.Is("SET", "TABLESPACE") => new TableRewritten(table, "SET TABLESPACE"),
        _ when action.Is("SET", "ACCESS", "METHOD") => new TableRewritten(table, "SET ACCESS METHOD"),
        _ => new TableAltered(table),
    };

    private static SqlAct Added(SqlCursor action, SqlName table)
    {
        var name = action.Take("CONSTRAINT") ? action.TakeName()?.Plain : null;
        if (action.Word is "PRIMARY" or "UNIQUE" or "CHECK" or "FOREIGN" or "EXCLUDE")
        {
            return new ConstraintAdded(table, Constraint(action, name));
        }

        action.Take("COLUMN");
        action.Take("IF", "NOT", "EXISTS");
        return action.TakeName() is { } column && name is null ? new ColumnAdded(table, Column(action, column.Plain)) : new TableAltered(table);
    }

    private static ConstraintText Constraint(SqlCursor action, string? name)
    {
        var kind = action.Word switch
        {
            "PRIMARY" => ConstraintKind.PrimaryKey,
            "UNIQUE" => ConstraintKind.Unique,
            "CHECK" => ConstraintKind.Check,
            "FOREIGN" => ConstraintKind.ForeignKey,
            _ => ConstraintKind.Exclude,
        };
        action.Skip();
        action.Take("KEY");
        var usingIndex = action.Is("USING", "INDEX");
        var condition = "";
        IReadOnlyList<string> columns = [];
        if (kind == ConstraintKind.Check)
        {
            condition = string.Join(", ", action.TakeParentheses()?.Select(piece => piece.TextUpTo()) ?? []);
        }
        else if (!usingIndex && action.SkipTo("(") && kind != ConstraintKind.Exclude)
        {
            columns = ActReader.Columns(action);
        }

        SqlName? other = null;
        IReadOnlyList<string> otherColumns = [];
        if (action.Take("REFERENCES"))
        {
            other = action.TakeName();
            otherColumns = ActReader.Columns(action);
        }

        return new ConstraintText(kind, name, columns)
        {
            Condition = condition,
            Other = other,
            OtherColumns = otherColumns,
            UsingIndex = usingIndex,
            NotValid = action.Holds("NOT", "VALID"),
        };
    }

    private static ColumnText Column(SqlCursor action, string name)
    {
        var type = action.TextUpTo(BehindType);
        var (notNull, generated, unique, references, standard) = (false, Serial.Contains(type), false, false, (string?)null);
        while (!action.AtEnd)
        {
            if (action.Take("NOT", "NULL"))
            {
                notNull = true;
            }
            else if (action.Take("PRIMARY", "KEY"))
            {
                (notNull, unique) = (true, true);
            }
            else if (action.Take("UNIQUE"))
            {
                unique = true;
            }
            else if (action.Take("REFERENCES"))
            {
                references = true;
            }
            else if (action.Word is "GENERATED" or "IDENTITY" || (action.Is("AS") && action.Ahead(1) == "("))
            {
                generated = true;
                action.Skip();
            }
            else if (action.Take("DEFAULT"))
            {
                standard = Default(action);
            }
            else if (action.Is("("))
            {
                action.TakeParentheses();
            }
            else
            {
                action.Skip();
            }
        }

        return new ColumnText(name, type, notNull, standard, generated, unique, references);
    }

    // The first word of a default may be NULL or NOT itself.
    private static string? Default(SqlCursor action)
    {
        if (action.Is("NULL"))
        {
            action.Skip();
            return null;
        }

        var whole = action.Fork();
        return action.TextUpTo(BehindDefault) is { Length: > 0 } text ? text : whole.TextUpTo();
    }

    private static SqlAct Dropped(SqlCursor action, SqlName table)
    {
        if (action.Take("CONSTRAINT"))
        {
            action.Take("IF", "EXISTS");
            return action.TakeName() is { } constraint ? new ConstraintDropped(table, constraint.Plain, action.Is("CASCADE")) : new TableAltered(table);
        }

        if (action.Word is "INDEX" or "KEY" or "PRIMARY" or "FOREIGN" or "PARTITION" or "EXPRESSION" or "IDENTITY")
        {
            return new TableAltered(table);
        }

        action.Take("COLUMN");
        action.Take("IF", "EXISTS");
        return action.TakeName() is { } column ? new ColumnDropped(table, column.Plain, action.Is("CASCADE")) : new TableAltered(table);
    }

    private static SqlAct Altered(SqlCursor action, SqlName table)
    {
        if (action.Word is "CONSTRAINT" or "INDEX")
        {
            return new TableAltered(table);
        }

        action.Take("COLUMN");
        if (action.TakeName() is not { } column)
        {
            return new TableAltered(table);
        }

        if (action.Take("SET", "NOT", "NULL"))
        {
            return new NotNullSet(table, column.Plain);
        }

        if (action.Take("TYPE") || action.Take("SET", "DATA", "TYPE"))
        {
            return new TypeChanged(table, column.Plain, action.TextUpTo("USING", "COLLATE"), action.SkipTo("USING"));
        }

        if (action.Is("DROP", "DEFAULT"))
        {
            return new DefaultDropped(table, column.Plain);
        }

        // Transact-SQL names the new type at once.
        return action.Word is "SET" or "DROP" or "ADD" or "RESET" or "RESTART"
            ? new TableAltered(table)
            : new TypeChanged(table, column.Plain, action.TextUpTo("NOT", "NULL", "COLLATE"), Using: false);
    }

    private static SqlAct Renamed(SqlCursor action, SqlName table)
    {
        if (action.Take("TO"))
        {
            return action.TakeName() is { } to ? new TableRenamed(table, SqlName.Of([.. table.Parts.SkipLast(1), to.Last], action.Dialect), "TABLE") : new TableAltered(table);
        }

        if (action.Take("CONSTRAINT"))
        {
            return new TableAltered(table);
        }

        action.Take("COLUMN");
        return action.TakeName() is { } from && action.Take("TO") && action.TakeName() is { } renamed ? new ColumnRenamed(table, from.Plain, renamed.Plain) : new TableAltered(table);
    }
}
