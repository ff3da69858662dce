namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>CREATE: what comes into being, and the DROP that takes it back.</summary>
internal static class CreateStatement
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var words = cursor.TakeAny("OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "MATERIALIZED", "RECURSIVE", "VIRTUAL", "CONSTRAINT");
        var kind = cursor.Word;
        cursor.Skip();
        var concurrently = cursor.Take("CONCURRENTLY");
        var onlyIfMissing = cursor.Take("IF", "NOT", "EXISTS");
        if (kind == "INDEX" && cursor.Is("ON"))
        {
            cursor.Skip();
            cursor.Take("ONLY");
            return new SqlEffect { Touches = Some(cursor.TakeName()) };
        }

        if (!Kinds.Contains(kind) || cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        var effect = Of(words.Contains("MATERIALIZED") ? "MATERIALIZED VIEW" : kind, name, cursor, concurrently);

        // What may have stood there before, or is gone with the session, is not taken back by a DROP.
        var temporary = words.Contains("TEMP") || words.Contains("TEMPORARY");
        var replaces = words.Contains("REPLACE");
        if (kind == "TABLE" && (temporary || !onlyIfMissing))
        {
            scope.AddTable(name);
        }

        if (onlyIfMissing || temporary || (replaces && !scope.Repeatable))
        {
            return effect with { Undo = null };
        }

        return effect with { Replaces = replaces ? [name] : [] };
    }

    private static readonly HashSet<string> Kinds =
        ["TABLE", "INDEX", "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "TRIGGER", "TYPE", "DOMAIN", "SCHEMA"];

    private static SqlEffect Of(string kind, SqlName name, SqlCursor cursor, bool concurrently)
    {
        switch (kind)
        {
            case "TABLE":
                return new SqlEffect { Creates = [name], Touches = [name], Undo = [$"DROP TABLE {name.Text}"] };
            case "INDEX":
                var table = OnTable(cursor);

                // PostgreSQL keeps an index in its table's schema and takes no schema when it is made.
                var index = table is not null && cursor.Dialect == SqlDialect.PostgreSql ? table.Beside(name) : name.Text;
                return new SqlEffect { Creates = [name], Touches = Some(table), Undo = [$"DROP INDEX {(concurrently ? "CONCURRENTLY " : "")}{index}"] };
            case "TRIGGER":
                var owner = OnTable(cursor);
                return cursor.Dialect == SqlDialect.PostgreSql
                    ? new SqlEffect { Creates = [name], Undo = owner is null ? null : [$"DROP TRIGGER {name.Text} ON {owner.Text}"] }
                    : new SqlEffect { Creates = [name], Undo = [$"DROP TRIGGER {name.Text}"] };
            case "FUNCTION" or "PROCEDURE":
                return new SqlEffect { Creates = [name], Undo = [$"DROP {kind} {name.Text}{Parameters(cursor)}"] };
            default:
                return new SqlEffect { Creates = [name], Undo = [$"DROP {kind} {name.Text}"] };
        }
    }

    private static SqlName? OnTable(SqlCursor cursor)
    {
        if (!cursor.SkipTo("ON"))
        {
            return null;
        }

        cursor.Skip();
        cursor.Take("ONLY");
        return cursor.TakeName();
    }

    /// <summary>A DROP names the parameters too, because names are overloaded; without their defaults.</summary>
    private static string Parameters(SqlCursor cursor) => cursor.TakeParentheses() is { } parameters
        ? $"({string.Join(", ", parameters.Select(parameter => parameter.TextUpTo("DEFAULT", "=")))})"
        : "";

    private static IReadOnlyList<SqlName> Some(SqlName? name) => name is null ? [] : [name];
}
