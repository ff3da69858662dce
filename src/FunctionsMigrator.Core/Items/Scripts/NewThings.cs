namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// Which scripts, one behind the other, only make new things and work on them: nobody else has seen what they lock, so they may share a transaction without keeping anybody waiting.
/// What cannot be told from the text counts as no.
/// </summary>
public sealed class NewThings(SqlDialect dialect)
{
    private static readonly HashSet<string> Kinds = ["TABLE", "INDEX", "VIEW", "SEQUENCE", "TYPE", "DOMAIN", "SCHEMA", "FUNCTION", "PROCEDURE"];

    // A parent is locked too, and a name that moved is no name of something new.
    private static readonly HashSet<string> Beyond = ["PARTITION", "INHERIT", "INHERITS", "ATTACH", "DETACH", "RENAME", "SCHEMA", "CONCURRENTLY"];

    private readonly HashSet<string> _made = [];

    /// <summary>Adds a script where it makes and works on nothing but new things; false, and nothing is added, where it may do anything else.</summary>
    public bool TryAdd(string sql)
    {
        var made = new HashSet<string>(_made);
        var reader = new SqlStatementReader(sql, dialect);
        while (reader.Next())
        {
            if (reader.Rows is not null || !IsNew(new SqlCursor(sql, reader.Tokens, dialect), made))
            {
                return false;
            }
        }

        if (reader.Defects.Count > 0)
        {
            return false;
        }

        _made.UnionWith(made);
        return true;
    }

    private static bool IsNew(SqlCursor cursor, HashSet<string> made)
    {
        var verb = cursor.Word;
        cursor.Skip();
        switch (verb)
        {
            case "CREATE":
                return Creates(cursor, made);
            case "ALTER":
                return cursor.Take("TABLE") && Made(cursor, made) && StaysInside(cursor, made);
            case "INSERT":
                return cursor.Take("INTO") && Made(cursor, made);
            case "DELETE":
                return cursor.Take("FROM") && Made(cursor, made);
            case "UPDATE":
                return Made(cursor, made);
            case "COMMENT":
                return cursor.Take("ON", "TABLE") && Made(cursor, made);
            default:
                return false;
        }
    }

    private static bool Creates(SqlCursor cursor, HashSet<string> made)
    {
        cursor.TakeAny("UNIQUE", "UNLOGGED");
        var kind = cursor.Word;
        cursor.Skip();
        if (!Kinds.Contains(kind) || cursor.Is("IF") || cursor.Is("CONCURRENTLY"))
        {
            return false;
        }

        if (kind == "INDEX")
        {
            return (cursor.Take("ON") || (cursor.TakeName() is not null && cursor.Take("ON"))) && Made(cursor, made);
        }

        if (cursor.TakeName() is not { } name || !made.Add(name.Identity))
        {
            return false;
        }

        return StaysInside(cursor, made);
    }

    private static bool Made(SqlCursor cursor, HashSet<string> made)
    {
        cursor.Take("ONLY");
        return cursor.TakeName() is { } name && made.Contains(name.Identity);
    }

    // To the end of the statement: what it refers to is new as well.
    private static bool StaysInside(SqlCursor cursor, HashSet<string> made)
    {
        for (; !cursor.AtEnd; cursor.Skip())
        {
            if (Beyond.Contains(cursor.Word))
            {
                return false;
            }

            if (cursor.Word == "REFERENCES")
            {
                var referred = cursor.Fork();
                referred.Skip();
                if (!Made(referred, made))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
