namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>DROP and TRUNCATE: what is gone.</summary>
internal static class DropStatement
{
    private const string Cascades = "what CASCADE takes along is not told";

    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Take("FOREIGN") ? "FOREIGN TABLE" : cursor.Word;
        cursor.Skip();
        var concurrently = cursor.Take("CONCURRENTLY");
        var onlyIfThere = cursor.Take("IF", "EXISTS");
        var restored = Restored(cursor.Fork(), kind, concurrently, scope);
        var names = cursor.TakeNames();

        // CASCADE takes along what stands on the object, columns of a type among them.
        var cascades = cursor.SkipTo("CASCADE");
        var holdsData = kind is "TABLE" or "SCHEMA" or "DATABASE" or "SEQUENCE" || cascades;
        var lost = holdsData ? names.FirstOrDefault(name => !scope.MadeTable(name)) : null;
        if (kind == "TABLE" && names.All(scope.MadeTemporary))
        {
            return SqlEffect.Nothing;
        }

        var leaves = cursor.Dialect is not (SqlDialect.PostgreSql or SqlDialect.Sqlite) && onlyIfThere && scope.Repeatable && !holdsData;
        return new SqlEffect
        {
            Touches = kind == "TABLE" ? names : [],
            Replaces = leaves || restored is null ? names : [],
            Loss = lost is null ? null : $"DROP {kind} {lost.Plain}",
            Undo = leaves ? [] : holdsData ? null : restored?.Undo,
            Why = cascades ? Cascades : restored?.Why,
        };
    }

    public static SqlEffect ReadTruncate(SqlCursor cursor, ScriptScope scope)
    {
        cursor.Take("TABLE");
        cursor.Take("ONLY");
        var names = cursor.TakeNames();
        var lost = names.FirstOrDefault(name => !scope.MadeTable(name));
        return new SqlEffect { Touches = names, Loss = lost is null ? null : $"TRUNCATE {lost.Plain}", Undo = lost is null ? [] : null };
    }

    /// <summary>What comes back as it was; null for kinds of which no statement is known that makes them again.</summary>
    private static SqlEffect? Restored(SqlCursor cursor, string kind, bool concurrently, ScriptScope scope)
    {
        FormerKind? former = (kind, cursor.Dialect) switch
        {
            ("VIEW", SqlDialect.PostgreSql or SqlDialect.Sqlite) => FormerKind.View,
            ("INDEX", SqlDialect.PostgreSql or SqlDialect.Sqlite) => FormerKind.Index,
            ("TRIGGER", SqlDialect.PostgreSql or SqlDialect.Sqlite) => FormerKind.Trigger,
            ("MATERIALIZED VIEW", SqlDialect.PostgreSql) => FormerKind.MaterializedView,
            ("FUNCTION" or "PROCEDURE", SqlDialect.PostgreSql) => FormerKind.Routine,
            ("RULE", SqlDialect.PostgreSql) => FormerKind.Rule,
            _ => null,
        };
        if (former is not { } known)
        {
            return null;
        }

        var effect = SqlEffect.Nothing;
        while (cursor.TakeName() is { } name)
        {
            effect = effect.And(One(cursor, kind, known, name, concurrently, scope));
            if (!cursor.Take(","))
            {
                break;
            }
        }

        return effect;
    }

    private static SqlEffect One(SqlCursor cursor, string kind, FormerKind former, SqlName name, bool concurrently, ScriptScope scope)
    {
        var routine = former == FormerKind.Routine ? RoutineName.Read(name, cursor) : null;
        var on = cursor.Dialect == SqlDialect.PostgreSql && former is FormerKind.Trigger or FormerKind.Rule && cursor.Take("ON") ? cursor.TakeName() : null;
        var identity = routine is not null ? $"{name.Identity} {routine.Types}" : on is not null ? $"{name.Identity} {on.Identity}" : name.Identity;
        if (scope.MadeObject(kind, identity) || (on is not null && scope.MadeTable(on)))
        {
            return SqlEffect.Without("it drops what the script itself made");
        }

        return scope.Former(new Former(former, FormerUse.Drop, name.Text, on?.Text, concurrently ? $"{kind} CONCURRENTLY" : kind, routine?.Types));
    }
}
