namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Finds out what a statement of T-SQL does. What it cannot tell counts as the worse.</summary>
internal static class TransactEffect
{
    private static readonly HashSet<string> OfSession = new(StringComparer.Ordinal) { "SET", "DECLARE", "PRINT", "RAISERROR", "RETURN", "CHECKPOINT" };

    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        var verb = cursor.Word;
        if (OfSession.Contains(verb))
        {
            return SqlEffect.Nothing;
        }

        if (verb is "IF" or "WHILE" or "BEGIN" or "ELSE" or "END")
        {
            return Block(cursor, verb);
        }

        if (verb == "WITH")
        {
            while (!cursor.AtEnd && cursor.SkipTo("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE") is false)
            {
                cursor.Skip();
            }

            verb = cursor.Word;
        }

        cursor.Skip();
        return verb switch
        {
            "CREATE" => TransactCreate.Read(cursor, scope),
            "ALTER" => TransactAlter.Read(cursor, scope),
            "DROP" => Dropped(cursor, scope),
            "TRUNCATE" => DropStatement.ReadTruncate(cursor, scope),
            "INSERT" or "UPDATE" or "DELETE" or "MERGE" => TransactWrite.Read(cursor, verb, scope),
            "SELECT" => TransactWrite.ReadSelect(cursor, scope),
            "EXEC" or "EXECUTE" => Called(cursor),
            _ => SqlEffect.Unknown,
        };
    }

    private static SqlEffect Dropped(SqlCursor cursor, ScriptScope scope)
    {
        var table = cursor.Fork();
        table.Skip();
        table.Take("IF", "EXISTS");

        // A table of the session is gone with it.
        return cursor.Is("TABLE") && table.TakeNames() is { Count: > 0 } names && names.All(name => name.Plain.StartsWith('#')) ? SqlEffect.Nothing : DropStatement.Read(cursor, scope);
    }

    /// <summary>What may happen in a block, since only the server decides about it.</summary>
    private static SqlEffect Block(SqlCursor cursor, string verb)
    {
        var touches = new Dictionary<string, SqlName>(StringComparer.Ordinal);
        string? loss = null;
        for (; !cursor.AtEnd; cursor.Skip())
        {
            var word = cursor.Word;
            var name = cursor.Fork();
            name.Skip();
            if (word is "CREATE" or "ALTER" or "DROP" or "TRUNCATE" && name.Take("TABLE"))
            {
                name.Take("IF", "EXISTS");
            }
            else if (word is "INSERT" or "DELETE" or "MERGE")
            {
                name.Take("INTO");
                name.Take("FROM");
            }
            else if (word != "UPDATE" || cursor.Ahead(-1) is "ON" or "FOR")
            {
                continue;
            }

            if (word == "DELETE" && cursor.Ahead(-1) == "ON")
            {
                continue;
            }

            if (name.TakeName() is { } table && !table.Plain.StartsWith('#') && !table.Plain.StartsWith('@'))
            {
                touches.TryAdd(table.Identity, table);
                loss ??= word is "DROP" or "TRUNCATE" or "UPDATE" or "DELETE" or "MERGE" ? $"{verb} ... {word} {table.Plain}"
                    : word == "ALTER" && name.Word is "ALTER" or "DROP" or "SWITCH" ? $"{verb} ... ALTER TABLE {table.Plain} {name.Word}"
                    : null;
            }
        }

        return new SqlEffect { Touches = [.. touches.Values], Loss = loss };
    }

    /// <summary>EXEC: a rename is known; of a text that runs its words are; a procedure may do anything, and its name does not tell.</summary>
    private static SqlEffect Called(SqlCursor cursor)
    {
        if (cursor.Fork() is var ahead && ahead.TakeName() is { } name && name.Identity is "sp_rename" or "sys.sp_rename" && TransactRename.Read(ahead) is { } renamed)
        {
            return renamed;
        }

        for (; !cursor.AtEnd; cursor.Skip())
        {
            if (cursor.Quoted() is { } body && SqlTokenizer.Read(body, SqlDialect.TransactSql).Where(token => token.Kind == SqlTokenKind.Word)
                .Select(token => body.Substring(token.Start, token.Length).ToUpperInvariant())
                .FirstOrDefault(word => word is "DROP" or "TRUNCATE" or "DELETE" or "UPDATE" or "ALTER" or "MERGE") is { } found)
            {
                return new SqlEffect { Loss = $"EXEC ... {found}" };
            }
        }

        return SqlEffect.Unknown;
    }
}
