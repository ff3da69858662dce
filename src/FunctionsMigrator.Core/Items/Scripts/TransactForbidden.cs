namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Statements of T-SQL that a script cannot hold, because transactions are not its own and it belongs to one database.</summary>
internal static class TransactForbidden
{
    /// <summary>Why the statement cannot stand in a script, or null. Bodies of modules may hold what they like: it does not run now.</summary>
    public static string? Find(SqlCursor cursor)
    {
        if (cursor.Word is not ("IF" or "WHILE" or "BEGIN" or "ELSE" or "END"))
        {
            return At(cursor);
        }

        // All of these words are reserved: unquoted they are nobody's names.
        for (var ahead = cursor.Fork(); !ahead.AtEnd; ahead.Skip())
        {
            if (ahead.Ahead(-1) is not ("GRANT" or "DENY" or "REVOKE" or "," or "(") && At(ahead) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? At(SqlCursor cursor)
    {
        var (first, second, third) = (cursor.Word, cursor.Ahead(1), cursor.Ahead(2));
        return first switch
        {
            "BEGIN" when second is "TRAN" or "TRANSACTION" or "DISTRIBUTED" => Transaction($"BEGIN {second}"),
            "COMMIT" or "ROLLBACK" => Transaction(first),
            "SAVE" when second is "TRAN" or "TRANSACTION" => Transaction($"SAVE {second}"),
            "CREATE" or "DROP" when second == "DATABASE" && third is not ("SCOPED" or "AUDIT" or "ENCRYPTION") => Beyond($"{first} DATABASE"),
            "ALTER" when second == "DATABASE" && third is not ("CURRENT" or "SCOPED" or "AUDIT" or "ENCRYPTION") =>
                "ALTER DATABASE names a database; a script belongs to its target's alone and calls it ALTER DATABASE CURRENT.",
            "CREATE" or "ALTER" or "DROP" when second is "LOGIN" or "ENDPOINT" or "AVAILABILITY" || (second is "SERVER" && third is "ROLE" or "AUDIT" or "CONFIGURATION") => Beyond($"{first} {second}"),
            "USE" when second is not ("HINT" or "PLAN") => Beyond("USE"),
            "BACKUP" or "RESTORE" when second is not ("" or "TO" or "ON" or ",") => Beyond($"{first} {second}"),
            "SHUTDOWN" or "RECONFIGURE" or "KILL" => Beyond(first),
            "SET" when second is "XACT_ABORT" && third == "OFF" => "SET XACT_ABORT OFF would let a script go on behind an error.",
            "SET" when second is "IMPLICIT_TRANSACTIONS" && third == "ON" => Transaction("SET IMPLICIT_TRANSACTIONS ON"),
            "SET" when second is "NOEXEC" or "PARSEONLY" or "FMTONLY" && third == "ON" => $"SET {second} ON lets nothing run behind it, the script's row of the history neither.",
            _ => null,
        };
    }

    private static string Transaction(string words) => $"{words} ends or opens a transaction; a script runs in one that it does not control.";

    private static string Beyond(string words) => $"{words} reaches beyond the database of the target.";
}
