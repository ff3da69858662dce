namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A script cut into statements.</summary>
/// <param name="Statements">The tokens of each statement, comments left out; at least one each.</param>
/// <param name="OpenAt">Offset of the comment, quote or statement that the end of the script cuts off; null when nothing is.</param>
internal sealed record SqlParts(IReadOnlyList<IReadOnlyList<SqlToken>> Statements, int? OpenAt)
{
    public static SqlParts Read(string text, SqlDialect dialect)
    {
        var statements = new List<IReadOnlyList<SqlToken>>();
        var statement = new List<SqlToken>();
        var block = new SqlBlock(text);
        var tokens = SqlTokenizer.Read(text, dialect);
        foreach (var token in tokens)
        {
            if (token.Kind == SqlTokenKind.Comment)
            {
                continue;
            }

            if (token.Kind == SqlTokenKind.Symbol && text[token.Start] == ';' && block.EndsAtSemicolon())
            {
                AddTo(statements, statement);
                statement = [];
                block = new SqlBlock(text);
                continue;
            }

            statement.Add(token);
            block.Add(token);
        }

        AddTo(statements, statement);
        return new SqlParts(statements, tokens is [.., { Closed: false } open] ? open.Start : block.IsOpen && statement.Count > 0 ? statement[0].Start : null);
    }

    private static void AddTo(List<IReadOnlyList<SqlToken>> statements, List<SqlToken> statement)
    {
        if (statement.Count > 0)
        {
            statements.Add(statement);
        }
    }
}
