using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Cuts scripts into batches at their lines of <c>GO</c>, by the lexer of Microsoft's own parser: what looks like one inside a text, a comment or a quoted name is none.</summary>
internal static class SqlServerBatches
{
    /// <summary>A parser of the newest T-SQL that is known, with <c>"x"</c> a name.</summary>
    public static TSqlParser Parser() => new TSql170Parser(initialQuotedIdentifiers: true, SqlEngineType.All);

    /// <summary>The batches of a script in order; those without a statement are left out.</summary>
    public static IEnumerable<SqlServerBatch> Read(string script)
    {
        using var reader = new StringReader(script);
        var tokens = Parser().GetTokenStream(reader, out _);
        TSqlParserToken? first = null;
        var (end, holds) = (0, false);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            switch (token.TokenType)
            {
                case TSqlTokenType.WhiteSpace:
                    continue;
                case TSqlTokenType.Go or TSqlTokenType.EndOfFile:
                    var count = token.TokenType == TSqlTokenType.Go ? CountBehind(tokens, ref i) : 1;
                    if (first is not null && holds)
                    {
                        yield return new SqlServerBatch(script[first.Offset..end], first.Offset, first.Line, first.Column, count);
                    }

                    (first, holds) = (null, false);
                    continue;
                default:
                    first ??= token;
                    holds |= token.TokenType is not (TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment);
                    end = token.Offset + token.Text.Length;
                    continue;
            }
        }
    }

    /// <summary>The count in the line of a GO, which is no part of the next batch.</summary>
    private static int CountBehind(IList<TSqlParserToken> tokens, ref int at)
    {
        var next = at + 1;
        while (next < tokens.Count && tokens[next].TokenType == TSqlTokenType.WhiteSpace && tokens[next].Line == tokens[at].Line)
        {
            next++;
        }

        if (next >= tokens.Count || tokens[next].TokenType != TSqlTokenType.Integer || tokens[next].Line != tokens[at].Line)
        {
            return 1;
        }

        at = next;
        return int.TryParse(tokens[next].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
    }
}
