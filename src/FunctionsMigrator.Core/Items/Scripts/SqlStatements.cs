namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Splits scripts into statements.</summary>
public static class SqlStatements
{
    /// <summary>
    /// The statements of a script in order. Between them lie only white space, comments and <c>;</c>. Comments and quotes hide semicolons; the bodies of
    /// <c>CREATE TRIGGER ... BEGIN ... END</c> and <c>BEGIN ATOMIC ... END</c> stay whole. A quote or block that is not closed reaches to the end.
    /// </summary>
    public static IReadOnlyList<SqlStatement> Split(string text, SqlDialect dialect = SqlDialect.Generic)
    {
        var statements = new List<SqlStatement>();
        var position = new TextPosition(text);
        foreach (var tokens in SqlParts.Read(text, dialect).Statements)
        {
            var (line, column) = position.Of(tokens[0].Start);
            statements.Add(new SqlStatement(text[tokens[0].Start..tokens[^1].End], tokens[0].Start, line, column));
        }

        return statements;
    }
}
