namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Statements that a script cannot hold, because it runs in one transaction together with its history row, on one database.</summary>
internal static class ForbiddenStatement
{
    /// <summary>Why the statement cannot stand in a script, or null.</summary>
    public static string? Find(SqlCursor cursor) => cursor.Word switch
    {
        "BEGIN" or "COMMIT" or "ROLLBACK" or "END" or "ABORT" or "SAVEPOINT" or "RELEASE" => Transaction(cursor.Word),
        "START" or "PREPARE" when cursor.Ahead(1) == "TRANSACTION" => Transaction($"{cursor.Word} TRANSACTION"),
        "VACUUM" => Outside("VACUUM"),
        "CREATE" or "DROP" or "ALTER" when cursor.Ahead(1) is "DATABASE" or "TABLESPACE" or "SYSTEM" => Outside($"{cursor.Word} {cursor.Ahead(1)}"),
        "CREATE" or "DROP" or "REINDEX" when cursor.Fork() is var ahead && IsConcurrent(ahead) => Outside($"{cursor.Word} ... CONCURRENTLY"),
        "ATTACH" or "DETACH" => $"{cursor.Word} reaches another database; a script belongs to its target alone.",
        _ => null,
    };

    private static bool IsConcurrent(SqlCursor cursor)
    {
        cursor.Skip();
        cursor.TakeAny("UNIQUE", "INDEX", "TABLE", "SCHEMA");
        return cursor.Word == "CONCURRENTLY";
    }

    private static string Transaction(string words) => $"{words} ends or opens a transaction; a script runs in one that it does not control.";

    private static string Outside(string words) => $"{words} does not run inside a transaction.";
}
