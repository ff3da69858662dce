namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Finds out what a statement does from its first words.</summary>
internal static class StatementEffect
{
    public static SqlEffect Read(SqlCursor cursor, ScriptScope scope)
    {
        if (cursor.Dialect == SqlDialect.TransactSql)
        {
            return TransactEffect.Read(cursor, scope);
        }

        if (WriteStatement.Starts(cursor))
        {
            return WriteStatement.Read(cursor, scope);
        }

        var verb = cursor.Word;
        cursor.Skip();
        return verb switch
        {
            "CREATE" => CreateStatement.Read(cursor, scope),
            "ALTER" => AlterStatement.Read(cursor, scope),
            "DROP" => DropStatement.Read(cursor, scope),
            "TRUNCATE" => DropStatement.ReadTruncate(cursor, scope),
            "COPY" => WriteStatement.ReadCopy(cursor, scope),
            "WITH" or "EXPLAIN" => Inner(cursor, scope),
            "DO" => Block(cursor),
            "COMMENT" => MetaStatement.ReadComment(cursor, scope),
            "GRANT" or "REVOKE" => MetaStatement.ReadPrivileges(cursor, scope),
            "SET" => Setting(cursor, scope),
            "SELECT" or "CALL" or "EXECUTE" => SqlEffect.Without("what it changes its text does not tell"),
            _ => SqlEffect.Unknown,
        };
    }

    /// <summary>Writes behind and inside common table expressions.</summary>
    private static SqlEffect Inner(SqlCursor cursor, ScriptScope scope)
    {
        SqlEffect? found = null;
        for (; !cursor.AtEnd; cursor.Skip())
        {
            if (WriteStatement.Starts(cursor))
            {
                var inner = WriteStatement.Read(cursor.Fork(), scope);
                found = found?.And(inner) ?? inner;
            }
        }

        return found ?? SqlEffect.Without("what it changes its text does not tell");
    }

    /// <summary>A block of procedural code: what its words name may happen.</summary>
    private static SqlEffect Block(SqlCursor cursor)
    {
        for (; !cursor.AtEnd; cursor.Skip())
        {
            if (cursor.Quoted() is { } body)
            {
                var tokens = SqlTokenizer.Read(body, cursor.Dialect);
                var words = new SqlCursor(body, [.. tokens.Where(token => token.Kind != SqlTokenKind.Comment)], cursor.Dialect);
                for (; !words.AtEnd; words.Skip())
                {
                    if (words.Word is "DROP" or "TRUNCATE" or "DELETE" or "UPDATE" or "ALTER" or "MERGE" or "EXECUTE")
                    {
                        return new SqlEffect { Loss = $"DO ... {words.Word}" };
                    }
                }
            }
        }

        return SqlEffect.Without("what a block changes its text does not tell");
    }

    /// <summary>What is set for the session changes nothing that lasts, unless it gives names another meaning or makes things another role's.</summary>
    private static SqlEffect Setting(SqlCursor setting, ScriptScope scope)
    {
        setting.TakeAny("LOCAL", "SESSION");
        if (setting.Word is "LOCK_TIMEOUT" or "STATEMENT_TIMEOUT")
        {
            return SqlEffect.Nothing;
        }

        if (setting.Dialect != SqlDialect.PostgreSql || setting.Word is "SEARCH_PATH" or "ROLE" or "AUTHORIZATION" or "SCHEMA" or "CONSTRAINTS" or "STANDARD_CONFORMING_STRINGS" or "TRANSACTION" or "CHARACTERISTICS")
        {
            return SqlEffect.Without(setting.Word == "SEARCH_PATH" ? "the names behind it mean something else in its undo" : "an undo runs without it");
        }

        return SqlEffect.Nothing;
    }
}
