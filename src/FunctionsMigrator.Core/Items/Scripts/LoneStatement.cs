namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Kinds of statements that cannot share a transaction with others.</summary>
public enum LoneStatementKind
{
    /// <summary><c>CREATE INDEX CONCURRENTLY</c>; T-SQL: an index that is built with <c>RESUMABLE = ON</c>.</summary>
    CreateIndex,

    /// <summary><c>DROP INDEX CONCURRENTLY</c>.</summary>
    DropIndex,

    /// <summary><c>REINDEX ... CONCURRENTLY</c>, or of a whole schema, database or system.</summary>
    Reindex,

    /// <summary><c>VACUUM</c>, or <c>CLUSTER</c> of every table.</summary>
    Vacuum,

    /// <summary><c>ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY</c>.</summary>
    DetachPartition,

    /// <summary><c>CALL</c>, which runs in a transaction unless the procedure commits; its text does not tell.</summary>
    Procedure,

    /// <summary><c>DO</c> with code that commits.</summary>
    Block,

    /// <summary><c>ALTER TYPE ... ADD VALUE</c>: it runs in a transaction, but what uses the value does not run in the same one.</summary>
    AddEnumValue,

    /// <summary>T-SQL: <c>ALTER DATABASE</c> of the database itself.</summary>
    AlterDatabase,

    /// <summary>T-SQL: catalogues, indexes and lists of full-text search.</summary>
    FullText,
}

/// <summary>A statement that cannot share a transaction with others.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Reason">Why, for people: <c>CREATE INDEX CONCURRENTLY does not run inside a transaction</c>.</param>
/// <param name="Line">Line of the script on which it starts, from 1.</param>
/// <param name="Column">Column in which it starts, from 1.</param>
/// <param name="Name">The object as it is written: the index, or the partition; null where none is named.</param>
/// <param name="Table">The table as it is written; null where none is named.</param>
/// <param name="Value">The added value as it is written, with its quotes.</param>
public sealed record LoneStatement(LoneStatementKind Kind, string Reason, int Line, int Column, string? Name = null, string? Table = null, string? Value = null)
{
    /// <summary>What a statement is, or null when it can share a transaction as far as its text tells.</summary>
    public static LoneStatement? Of(SqlStatement statement, SqlDialect dialect)
    {
        var reader = new SqlStatementReader(statement.Text, dialect);
        return reader.Next() ? Of(statement.Text, reader, dialect, statement.Line, statement.Column) : null;
    }

    internal static LoneStatement? Of(string text, SqlStatementReader reader, SqlDialect dialect, int line, int column)
    {
        var cursor = new SqlCursor(text, reader.Tokens, dialect);
        return dialect switch
        {
            SqlDialect.Sqlite when cursor.Word == "VACUUM" => new LoneStatement(LoneStatementKind.Vacuum, Outside("VACUUM"), line, column),
            SqlDialect.Sqlite => null,
            SqlDialect.TransactSql => TransactLone.Read(cursor) is { } found ? found with { Line = line, Column = column } : null,
            _ => LoneStatementReader.Read(cursor) is { } lone ? lone with { Line = line, Column = column } : null,
        };
    }

    internal static string Outside(string words) => $"{words} does not run inside a transaction";
}
