namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Knows the statements of T-SQL that cannot share a transaction.</summary>
internal static class TransactLone
{
    public static LoneStatement? Read(SqlCursor cursor)
    {
        var verb = cursor.Word;
        if (verb is not ("CREATE" or "ALTER" or "DROP"))
        {
            return null;
        }

        cursor.Skip();
        return cursor.Word switch
        {
            "DATABASE" when verb == "ALTER" => New(LoneStatementKind.AlterDatabase, "ALTER DATABASE"),
            "FULLTEXT" => New(LoneStatementKind.FullText, $"{verb} FULLTEXT {cursor.Ahead(1)}"),
            _ => Index(cursor, verb),
        };
    }

    private static LoneStatement? Index(SqlCursor cursor, string verb)
    {
        cursor.TakeAny("UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE");
        if (!cursor.Take("INDEX") || cursor.TakeName() is not { } name || !cursor.Take("ON") || cursor.TakeName() is not { } table)
        {
            return null;
        }

        return cursor.Holds("RESUMABLE", "=", "ON") || (verb == "ALTER" && cursor.Is("RESUME"))
            ? New(LoneStatementKind.CreateIndex, $"{verb} INDEX with RESUMABLE = ON") with { Name = name.Text, Table = table.Text }
            : null;
    }

    private static LoneStatement New(LoneStatementKind kind, string words) => new(kind, LoneStatement.Outside(words), 0, 0);
}
