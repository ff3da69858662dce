namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// Reads a script statement by statement; no more than one of them is held. Semicolons in quotes, comments, bodies (and for PostgreSQL in parentheses, as in rules) end
/// nothing. The lines behind <c>COPY ... FROM stdin;</c> up to <c>\.</c> are its rows.
/// </summary>
internal sealed class SqlStatementReader(string text, SqlDialect dialect)
{
    private readonly SqlTokenizer _tokenizer = new(text, dialect);
    private readonly List<SqlToken> _tokens = [];
    private readonly List<SqlDefect> _defects = [];

    /// <summary>The tokens of the statement, comments left out. They are gone with the next one.</summary>
    public IReadOnlyList<SqlToken> Tokens => _tokens;

    /// <summary>Offset of the statement's first character.</summary>
    public int Start => _tokens[0].Start;

    /// <summary>Offset behind the last character of the statement, its closing <c>;</c> and its rows left out.</summary>
    public int End => _tokens[^1].End;

    /// <summary>The rows of a COPY; null for every other statement.</summary>
    public SqlRows? Rows { get; private set; }

    /// <summary>What was wrong so far, in order.</summary>
    public IReadOnlyList<SqlDefect> Defects => _defects;

    /// <summary>Goes to the next statement; false at the end of the text.</summary>
    public bool Next()
    {
        _tokens.Clear();
        Rows = null;
        var block = new SqlBlock(text, dialect);
        var batch = dialect == SqlDialect.TransactSql ? new TransactBlock(text) : null;
        while (_tokenizer.TryNext(out var token))
        {
            if (!token.Closed)
            {
                _defects.Add(new SqlDefect(SqlDefectKind.Open, token.Start, Name(token)));
            }

            if (token.Kind == SqlTokenKind.Comment)
            {
                continue;
            }

            if (token.Kind == SqlTokenKind.Separator)
            {
                if (_tokens.Count > 0)
                {
                    return true;
                }

                continue;
            }

            if (batch?.EndsBefore(token) == true)
            {
                _tokenizer.At = token.Start;
                return true;
            }

            if (token.Kind == SqlTokenKind.Symbol && text[token.Start] == ';' && (batch?.EndsAtSemicolon ?? block.EndsAtSemicolon()))
            {
                if (_tokens.Count > 0)
                {
                    Finish(block, token.End);
                    return true;
                }

                block = new SqlBlock(text, dialect);
                batch = batch is null ? null : new TransactBlock(text);
                continue;
            }

            if (token.Kind == SqlTokenKind.MetaCommand)
            {
                _defects.Add(new SqlDefect(SqlDefectKind.MetaCommand, token.Start, Name(token)));
            }

            _tokens.Add(token);
            if (batch is null)
            {
                block.Add(token);
            }
            else
            {
                batch.Add(token);
            }
        }

        if (_tokens.Count > 0 && _defects is not [.., { Kind: SqlDefectKind.Open }])
        {
            if (block.Opening is { } opening)
            {
                _defects.Add(new SqlDefect(SqlDefectKind.Open, opening, text[opening] == '(' ? "The parenthesis" : "The body of the statement"));
            }
            else if (block.CopiesRows)
            {
                _defects.Add(new SqlDefect(SqlDefectKind.Open, Start, "The COPY without a semicolon and rows"));
            }
        }

        return _tokens.Count > 0;
    }

    private void Finish(SqlBlock block, int behind)
    {
        if (block.Conforming is { } conforming)
        {
            _tokenizer.Backslashes = !conforming;
        }

        if (!block.CopiesRows)
        {
            return;
        }

        // psql takes the rows from the next line on.
        var line = text.IndexOf('\n', behind);
        var start = line < 0 ? text.Length : line + 1;
        _tokenizer.At = behind;
        while (_tokenizer.TryNext(out var token) && token.Start < start)
        {
            if (token.Kind != SqlTokenKind.Comment)
            {
                _defects.Add(new SqlDefect(SqlDefectKind.BesideCopy, token.Start, text.Substring(token.Start, Math.Min(token.Length, 40))));
                break;
            }
        }

        Rows = ReadRows(start);
        _tokenizer.At = Rows.End;
    }

    private SqlRows ReadRows(int start)
    {
        for (var at = start; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            if (text.AsSpan(at, next - at).TrimEnd("\r\n") is "\\.")
            {
                return new SqlRows(start, at - start, next);
            }

            at = next;
        }

        _defects.Add(new SqlDefect(SqlDefectKind.Open, Start, "The COPY whose rows end with no line of \\. alone"));
        return new SqlRows(start, text.Length - start, text.Length);
    }

    private string Name(SqlToken token)
    {
        var start = text.AsSpan(token.Start, token.Length);
        return token.Kind switch
        {
            SqlTokenKind.Comment => "The comment",
            SqlTokenKind.QuotedName => "The quoted name",
            SqlTokenKind.MetaCommand when dialect == SqlDialect.TransactSql => TransactLine.NameOf(start),
            SqlTokenKind.MetaCommand => start[..(start.IndexOfAny(" \t;") is > 0 and var length ? length : start.Length)].ToString(),
            _ when start[0] == '$' => $"The text in dollar quotes {start[..(start[1..].IndexOf('$') + 2)]}",
            _ => "The text in quotes",
        };
    }
}
