namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Splits scripts into statements.</summary>
public static class SqlStatements
{
    /// <summary>
    /// The statements of a script in order. Between them lie only white space, comments and <c>;</c>. Comments and quotes hide semicolons; the bodies of
    /// <c>CREATE TRIGGER ... BEGIN ... END</c> and <c>BEGIN ATOMIC ... END</c> stay whole. A quote or block that is not closed reaches to the end.
    /// </summary>
    public static IReadOnlyList<SqlStatement> Split(string text, SqlDialect dialect = SqlDialect.Generic) =>
        [.. Ranges(text, SqlTokenizer.Read(text, dialect)).Statements(text)];

    /// <summary>The tokens of each statement, comments left out.</summary>
    internal static IEnumerable<IReadOnlyList<SqlToken>> Ranges(string text, IReadOnlyList<SqlToken> tokens)
    {
        var statement = new List<SqlToken>();
        var block = new SqlBlock(text);
        foreach (var token in tokens)
        {
            if (token.Kind == SqlTokenKind.Comment)
            {
                continue;
            }

            if (token.Kind == SqlTokenKind.Symbol && text[token.Start] == ';' && block.EndsAtSemicolon())
            {
                if (statement.Count > 0)
                {
                    yield return statement;
                }

                statement = [];
                block = new SqlBlock(text);
                continue;
            }

            statement.Add(token);
            block.Add(token);
        }

        if (statement.Count > 0)
        {
            yield return statement;
        }
    }

    private static IEnumerable<SqlStatement> Statements(this IEnumerable<IReadOnlyList<SqlToken>> ranges, string text)
    {
        var (line, lineStart, scanned) = (1, 0, 0);
        foreach (var range in ranges)
        {
            var start = range[0].Start;
            for (; scanned < start; scanned++)
            {
                if (text[scanned] == '\n')
                {
                    line++;
                    lineStart = scanned + 1;
                }
            }

            yield return new SqlStatement(text[start..range[^1].End], start, line, start - lineStart + 1);
        }
    }
}
