using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Reading;

/// <summary>Reads what a statement does, as far as its text tells.</summary>
internal static class ActReader
{
    private const int MostActs = 1_000;

    public static IReadOnlyList<SqlAct> Read(SqlCursor cursor)
    {
        return cursor.Word switch
        {
            "CREATE" => Some(Created(cursor)),
            "ALTER" => Altered(cursor),
            "DROP" => Some(Dropped(cursor)),
            "TRUNCATE" => Some(Emptied(cursor)),
            "VACUUM" => Some(Vacuumed(cursor)),
            "CLUSTER" => Some(Clustered(cursor)),
            "LOCK" => Some(Locked(cursor)),
            "REINDEX" => Some(Rebuilt(cursor)),
            "REFRESH" => Some(Refreshed(cursor)),
            "DO" or "CALL" or "EXEC" or "EXECUTE" => [new Opaque(cursor.Word)],
            _ => RowReader.Read(cursor),
        };
    }

    /// <summary>The names of columns in parentheses here; empty where one of them is more than a name.</summary>
    public static IReadOnlyList<string> Columns(SqlCursor cursor) => (cursor.TakeParentheses() is { } pieces ? PlainNames(pieces) : null) ?? [];

    private static IReadOnlyList<SqlAct> Some(SqlAct? act) => act is null ? [] : [act];

    private static SqlAct? Created(SqlCursor cursor)
    {
        cursor.Skip();
        var words = cursor.TakeAny("OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "MATERIALIZED", "RECURSIVE", "VIRTUAL", "FOREIGN", "CLUSTERED", "NONCLUSTERED");
        var kind = cursor.Word;
        cursor.Skip();
        switch (kind)
        {
            case "TABLE":
                cursor.Take("IF", "NOT", "EXISTS");
                return cursor.TakeName() is { } table ? new TableMade(table) : null;
            case "VIEW":
                cursor.Take("IF", "NOT", "EXISTS");
                return cursor.TakeName() is { } view ? new ViewMade(view) : null;
            case "INDEX":
                return IndexOf(cursor, words.Contains("UNIQUE"));
            default:
                return null;
        }
    }

    private static IndexMade? IndexOf(SqlCursor cursor, bool unique)
    {
        var concurrently = cursor.Take("CONCURRENTLY");
        cursor.Take("IF", "NOT", "EXISTS");
        var name = cursor.Is("ON") ? null : cursor.TakeName();
        if (!cursor.SkipTo("ON"))
        {
            return null;
        }

        cursor.Skip();
        cursor.Take("ONLY");
        if (cursor.TakeName() is not { } table)
        {
            return null;
        }

        if (cursor.Take("USING"))
        {
            cursor.Skip();
        }

        IReadOnlyList<string>? columns = cursor.TakeParentheses() is { } pieces ? PlainNames(pieces) : null;
        var some = cursor.SkipTo("WHERE");
        return new IndexMade(table, name?.Plain ?? "", unique, concurrently, some ? null : columns);
    }

    private static List<string>? PlainNames(IReadOnlyList<SqlCursor> pieces)
    {
        var names = new List<string>();
        foreach (var piece in pieces)
        {
            if (piece.TakeName() is not { Parts.Count: 1 } name)
            {
                return null;
            }

            piece.TakeAny("ASC", "DESC", "NULLS", "FIRST", "LAST");
            if (!piece.AtEnd)
            {
                return null;
            }

            names.Add(name.Plain);
        }

        return names;
    }

    private static IReadOnlyList<SqlAct> Altered(SqlCursor cursor)
    {
        cursor.Skip();
        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Word;
        cursor.Skip();
        cursor.Take("IF", "EXISTS");
        cursor.Take("ONLY");
        if (cursor.TakeName() is not { } name)
        {
            return [];
        }

        cursor.Take("*");
        return kind switch
        {
            "TABLE" => [.. cursor.Rest().Take(MostActs).Select(action => TableActions.Read(action, name))],
            "VIEW" or "MATERIALIZED VIEW" when cursor.Take("RENAME", "TO") && cursor.TakeName() is { } to => [new TableRenamed(name, to, kind)],
            _ => [],
        };
    }

    private static ObjectsDropped Dropped(SqlCursor cursor)
    {
        cursor.Skip();
        var kind = cursor.Take("MATERIALIZED") ? "MATERIALIZED VIEW" : cursor.Take("FOREIGN") ? "FOREIGN TABLE" : cursor.Word;
        cursor.Skip();
        var concurrently = cursor.Take("CONCURRENTLY");
        cursor.Take("IF", "EXISTS");
        var names = cursor.TakeNames();
        return new ObjectsDropped(kind, names, cursor.SkipTo("CASCADE"), concurrently);
    }

    private static TablesEmptied Emptied(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.Take("TABLE");
        cursor.Take("ONLY");
        return new TablesEmptied(cursor.TakeNames());
    }

    private static TableCompacted? Vacuumed(SqlCursor cursor)
    {
        cursor.Skip();
        var full = cursor.TakeParentheses()?.Any(option => option.Take("FULL") && !option.Is("FALSE") && !option.Is("OFF")) == true;
        full |= cursor.TakeAny("FULL", "FREEZE", "VERBOSE", "ANALYZE").Contains("FULL");
        return full ? new TableCompacted("VACUUM FULL", cursor.TakeName()) : null;
    }

    private static TableCompacted Clustered(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.TakeParentheses();
        cursor.Take("VERBOSE");
        return new TableCompacted("CLUSTER", cursor.TakeName());
    }

    private static TablesLocked Locked(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.Take("TABLE");
        cursor.Take("ONLY");
        var tables = cursor.TakeNames();
        return new TablesLocked(tables, cursor.Take("IN") ? cursor.TextUpTo("MODE").ToUpperInvariant() : "ACCESS EXCLUSIVE");
    }

    private static IndexesRebuilt Rebuilt(SqlCursor cursor)
    {
        cursor.Skip();
        var concurrently = cursor.TakeParentheses()?.Any(option => option.Is("CONCURRENTLY")) == true;
        var kind = cursor.Word;
        cursor.Skip();
        concurrently |= cursor.Take("CONCURRENTLY");
        return new IndexesRebuilt(kind, cursor.TakeName(), concurrently);
    }

    private static ViewRefreshed? Refreshed(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.Take("MATERIALIZED");
        cursor.Take("VIEW");
        var concurrently = cursor.Take("CONCURRENTLY");
        return cursor.TakeName() is { } view ? new ViewRefreshed(view, concurrently, !cursor.Is("WITH", "NO", "DATA")) : null;
    }
}
