namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Statements that a script cannot hold, because transactions are not its own and it belongs to one database.</summary>
internal static class ForbiddenStatement
{
    /// <summary>Why the statement cannot stand in a script, or null.</summary>
    public static string? Find(SqlCursor cursor) => cursor.Dialect == SqlDialect.TransactSql ? TransactForbidden.Find(cursor) : cursor.Word switch
    {
        "BEGIN" or "COMMIT" or "ROLLBACK" or "END" or "ABORT" or "SAVEPOINT" or "RELEASE" => Transaction(cursor.Word),
        "START" or "PREPARE" when cursor.Ahead(1) == "TRANSACTION" => Transaction($"{cursor.Word} TRANSACTION"),
        "CREATE" or "DROP" or "ALTER" when cursor.Ahead(1) is "DATABASE" or "TABLESPACE" or "SYSTEM" => $"{cursor.Word} {cursor.Ahead(1)} reaches beyond the database of the target.",
        "VACUUM" when cursor.Holds("INTO") => "VACUUM INTO writes another file; a script belongs to its target alone.",
        "ATTACH" or "DETACH" => $"{cursor.Word} reaches another database; a script belongs to its target alone.",
        _ => null,
    };

    private static string Transaction(string words) => $"{words} ends or opens a transaction; a script runs in one that it does not control.";
}
