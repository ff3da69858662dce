namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A script cut into statements, all of them at once.</summary>
/// <param name="Statements">The tokens of each statement, comments left out; at least one each.</param>
/// <param name="Defects">What is wrong with the text.</param>
internal sealed record SqlParts(IReadOnlyList<IReadOnlyList<SqlToken>> Statements, IReadOnlyList<SqlDefect> Defects)
{
    public static SqlParts Read(string text, SqlDialect dialect)
    {
        var statements = new List<IReadOnlyList<SqlToken>>();
        var reader = new SqlStatementReader(text, dialect);
        while (reader.Next())
        {
            statements.Add([.. reader.Tokens]);
        }

        return new SqlParts(statements, reader.Defects);
    }
}
