namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Knows PostgreSQL's statements that cannot share a transaction.</summary>
internal static class LoneStatementReader
{
    public static LoneStatement? Read(SqlCursor cursor)
    {
        var verb = cursor.Word;
        cursor.Skip();
        return verb switch
        {
            "CREATE" => CreateIndex(cursor),
            "DROP" when cursor.Take("INDEX", "CONCURRENTLY") => DropIndex(cursor),
            "REINDEX" => Reindex(cursor),
            "VACUUM" => New(LoneStatementKind.Vacuum, "VACUUM"),
            "CLUSTER" when cursor.TakeName() is null => New(LoneStatementKind.Vacuum, "CLUSTER of every table"),
            "ALTER" when cursor.Take("TABLE") => Detach(cursor),
            "ALTER" when cursor.Take("TYPE") => AddValue(cursor),
            "CALL" => new LoneStatement(LoneStatementKind.Procedure, "CALL of a procedure that commits does not run inside a transaction", 0, 0, cursor.TakeName()?.Text),
            "DO" when Commits(cursor) => New(LoneStatementKind.Block, "DO with COMMIT or ROLLBACK"),
            _ => null,
        };
    }

    private static LoneStatement? CreateIndex(SqlCursor cursor)
    {
        cursor.Take("UNIQUE");
        if (!cursor.Take("INDEX", "CONCURRENTLY"))
        {
            return null;
        }

        cursor.Take("IF", "NOT", "EXISTS");
        var name = cursor.Is("ON") ? null : cursor.TakeName();
        cursor.Take("ON");
        cursor.Take("ONLY");
        return New(LoneStatementKind.CreateIndex, "CREATE INDEX CONCURRENTLY") with { Name = name?.Text, Table = cursor.TakeName()?.Text };
    }

    private static LoneStatement DropIndex(SqlCursor cursor)
    {
        cursor.Take("IF", "EXISTS");
        return New(LoneStatementKind.DropIndex, "DROP INDEX CONCURRENTLY") with { Name = cursor.TakeName()?.Text };
    }

    private static LoneStatement? Reindex(SqlCursor cursor)
    {
        var options = cursor.TakeParentheses();
        var what = cursor.Word;
        cursor.Skip();
        var concurrently = cursor.Take("CONCURRENTLY") || options?.Any(option => option.Word == "CONCURRENTLY" && option.Ahead(1) is not ("FALSE" or "OFF")) == true;
        return concurrently ? New(LoneStatementKind.Reindex, "REINDEX CONCURRENTLY") with { Name = what == "INDEX" ? cursor.TakeName()?.Text : null, Table = what == "TABLE" ? cursor.TakeName()?.Text : null }
            : what is "SCHEMA" or "DATABASE" or "SYSTEM" ? New(LoneStatementKind.Reindex, $"REINDEX {what}")
            : null;
    }

    private static LoneStatement? Detach(SqlCursor cursor)
    {
        cursor.Take("IF", "EXISTS");
        cursor.Take("ONLY");
        var table = cursor.TakeName();
        if (!cursor.Take("DETACH", "PARTITION"))
        {
            return null;
        }

        var partition = cursor.TakeName();
        return cursor.Is("CONCURRENTLY") ? New(LoneStatementKind.DetachPartition, "DETACH PARTITION CONCURRENTLY") with { Name = partition?.Text, Table = table?.Text } : null;
    }

    private static LoneStatement? AddValue(SqlCursor cursor)
    {
        var type = cursor.TakeName();
        if (!cursor.Take("ADD", "VALUE"))
        {
            return null;
        }

        cursor.Take("IF", "NOT", "EXISTS");
        return cursor.Literal() is { } value
            ? new LoneStatement(LoneStatementKind.AddEnumValue, "A value that ALTER TYPE adds is used in the same transaction only after its commit", 0, 0, type?.Text, Value: value)
            : null;
    }

    private static bool Commits(SqlCursor cursor)
    {
        for (; !cursor.AtEnd; cursor.Skip())
        {
            if (cursor.Quoted() is { } body)
            {
                var last = "";
                foreach (var token in SqlTokenizer.Read(body, cursor.Dialect).Where(token => token.Kind != SqlTokenKind.Comment))
                {
                    var word = body.Substring(token.Start, token.Length).ToUpperInvariant();
                    if (token.Kind == SqlTokenKind.Word && word is "COMMIT" or "ROLLBACK" && last is ";" or "BEGIN" or "THEN" or "ELSE" or "LOOP")
                    {
                        return true;
                    }

                    last = word;
                }
            }
        }

        return false;
    }

    private static LoneStatement New(LoneStatementKind kind, string words) => new(kind, LoneStatement.Outside(words), 0, 0);
}
