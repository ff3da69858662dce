namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>CREATE: what comes into being, and the DROP that takes it back.</summary>
internal static class CreateStatement
{
    private static readonly HashSet<string> Kinds =
        ["TABLE", "INDEX", "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "TRIGGER", "TYPE", "DOMAIN", "SCHEMA", "EXTENSION", "POLICY", "RULE"];

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
            var indexed = cursor.TakeName();

            // It goes with a table that the script made.
            return (indexed is not null && scope.MadeTable(indexed) ? SqlEffect.Nothing : SqlEffect.Without("it has no name that an undo could use; give it one")) with { Touches = Some(indexed) };
        }

        var isSchemaOfRole = kind == "SCHEMA" && cursor.Is("AUTHORIZATION");
        if (!Kinds.Contains(kind) || isSchemaOfRole || cursor.TakeName() is not { } name)
        {
            return SqlEffect.Unknown;
        }

        var made = Of(words.Contains("MATERIALIZED") ? "MATERIALIZED VIEW" : kind, name, cursor, concurrently);
        if (words.Contains("TEMP") || words.Contains("TEMPORARY"))
        {
            return Temporary(kind, name, made.Effect, scope);
        }

        if (kind == "TABLE" && !onlyIfMissing)
        {
            scope.AddTable(name);
        }

        if (made.Effect.Undo is not [{ } undo])
        {
            return made.Effect;
        }

        var isNew = scope.AddObject(made.Kind, made.Identity);
        return onlyIfMissing ? Kept(made, undo.Sql, isNew, cursor.Dialect, scope)
            : words.Contains("REPLACE") ? Replaced(made, undo.Sql, isNew, cursor.Dialect, scope)
            : made.Effect;
    }

    // What is gone with the session is not taken back.
    private static SqlEffect Temporary(string kind, SqlName name, SqlEffect made, ScriptScope scope)
    {
        if (kind != "TABLE")
        {
            return made with { Undo = null, Why = "something temporary is left out of an undo, and what else depends on it is not told" };
        }

        scope.AddTemporary(name);
        return made with { Undo = [] };
    }

    private static SqlEffect Kept(Made made, string undo, bool isNew, SqlDialect dialect, ScriptScope scope)
    {
        if (made.Former is not { } former || dialect is not (SqlDialect.PostgreSql or SqlDialect.Sqlite))
        {
            return made.Effect with { Undo = null, Why = "it may have stood there before" };
        }

        return isNew ? Of(made, scope.Former(former with { Use = FormerUse.Keep }, undo)) : made.Effect with { Undo = [] };
    }

    private static SqlEffect Replaced(Made made, string undo, bool isNew, SqlDialect dialect, ScriptScope scope)
    {
        if (dialect == SqlDialect.PostgreSql && made.Former is { } former)
        {
            return isNew ? Of(made, scope.Former(former with { Use = FormerUse.Replace }, undo)) : made.Effect with { Undo = [] };
        }

        return scope.Repeatable ? made.Effect with { Replaces = made.Effect.Creates } : made.Effect with { Undo = null, Why = "what it replaces is not in the text" };
    }

    private static SqlEffect Of(Made made, SqlEffect undo) => made.Effect with { Undo = undo.Undo, Why = undo.Why };

    private static Made Of(string kind, SqlName name, SqlCursor cursor, bool concurrently)
    {
        switch (kind)
        {
            case "TABLE":
                return New(kind, FormerKind.Table, name, [name], $"DROP TABLE {name.Text}");
            case "INDEX":
                var table = OnTable(cursor);

                // PostgreSQL keeps an index in its table's schema and takes no schema when it is made.
                var index = table is not null && cursor.Dialect == SqlDialect.PostgreSql ? table.Beside(name) : name.Text;
                return New(kind, FormerKind.Index, name, Some(table), $"DROP INDEX {(concurrently ? "CONCURRENTLY " : "")}{index}") with { Former = new Former(FormerKind.Index, FormerUse.Keep, index, ObjectKind: kind) };
            case "TRIGGER" when cursor.Dialect != SqlDialect.PostgreSql:
                return New(kind, FormerKind.Trigger, name, [], $"DROP TRIGGER {name.Text}");
            case "TRIGGER" or "POLICY" or "RULE":
                return OfTable(kind, name, cursor);
            case "FUNCTION" or "PROCEDURE":
                return Routine(kind, name, cursor);
            case "SCHEMA" when cursor.SkipTo("CREATE", "GRANT"):
                return new Made(kind, name.Identity, SqlEffect.Without("what it makes inside the schema stands in the same statement; part them"), null);
            case "EXTENSION":
                return New(kind, FormerKind.Extension, name, [], $"DROP EXTENSION {name.Text}");
            default:
                FormerKind? former = kind switch { "VIEW" => FormerKind.View, "MATERIALIZED VIEW" => FormerKind.MaterializedView, "SEQUENCE" => FormerKind.Sequence, "SCHEMA" => FormerKind.Schema, _ => null };
                return New(kind, former, name, [], $"DROP {kind} {name.Text}");
        }
    }

    /// <summary>What belongs to a table: <c>DROP TRIGGER t ON orders</c>.</summary>
    private static Made OfTable(string kind, SqlName name, SqlCursor cursor)
    {
        // CREATE RULE name AS ON event TO table
        var table = kind == "RULE" && cursor.SkipTo("TO") ? After(cursor) : OnTable(cursor);
        var effect = new SqlEffect { Creates = [name], Undo = table is null ? null : [new UndoStep($"DROP {kind} {name.Text} ON {table.Text}")] };
        FormerKind? former = kind switch { "TRIGGER" => FormerKind.Trigger, "RULE" => FormerKind.Rule, _ => null };
        return new Made(kind, $"{name.Identity} {table?.Identity}", effect, former is { } known ? new Former(known, FormerUse.Replace, name.Text, table?.Text, kind) : null);
    }

    private static Made Routine(string kind, SqlName name, SqlCursor cursor)
    {
        var routine = RoutineName.Read(name, cursor);
        return new Made(
            kind,
            $"{name.Identity} {routine.Types}",
            new SqlEffect { Creates = [name], Undo = [new UndoStep($"DROP {kind} {routine.Text}")] },
            routine.Types is null ? null : new Former(FormerKind.Routine, FormerUse.Replace, name.Text, null, kind, routine.Types));
    }

    private static Made New(string kind, FormerKind? former, SqlName name, IReadOnlyList<SqlName> touches, string undo) => new(
        kind, name.Identity, new SqlEffect { Creates = [name], Touches = touches, Undo = [new UndoStep(undo)] }, former is { } known ? new Former(known, FormerUse.Keep, name.Text, ObjectKind: kind) : null);

    private static SqlName? OnTable(SqlCursor cursor) => cursor.SkipTo("ON") ? After(cursor) : null;

    private static SqlName? After(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.Take("ONLY");
        return cursor.TakeName();
    }

    private static IReadOnlyList<SqlName> Some(SqlName? name) => name is null ? [] : [name];

    /// <summary>What is made, with what is to be asked where it may stand already; null where that cannot be found again.</summary>
    private sealed record Made(string Kind, string Identity, SqlEffect Effect, Former? Former);
}
