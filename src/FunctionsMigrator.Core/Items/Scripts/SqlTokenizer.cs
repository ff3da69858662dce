namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Cuts a SQL text into tokens. Never fails: what it does not know is a symbol.</summary>
public sealed class SqlTokenizer
{
    private readonly string _text;
    private readonly SqlDialect _dialect;
    private SqlToken _last;
    private int _at;

    /// <summary>Stands before the first token.</summary>
    public SqlTokenizer(string text, SqlDialect dialect) => (_text, _dialect) = (text, dialect);

    /// <summary>Where the next token is looked for.</summary>
    internal int At
    {
        get => _at;
        set => _at = value;
    }

    /// <summary>Whether a backslash escapes in a text without the letter E too: PostgreSQL with <c>standard_conforming_strings = off</c>.</summary>
    internal bool Backslashes { get; set; }

    /// <summary>The tokens of the text in order, comments among them.</summary>
    public static IReadOnlyList<SqlToken> Read(string text, SqlDialect dialect)
    {
        var tokens = new List<SqlToken>();
        var tokenizer = new SqlTokenizer(text, dialect);
        while (tokenizer.TryNext(out var token))
        {
            tokens.Add(token);
        }

        return tokens;
    }

    /// <summary>The next token; false at the end of the text.</summary>
    public bool TryNext(out SqlToken token)
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at < _text.Length)
        {
            Next();
            token = _last;
            return true;
        }

        token = default;
        return false;
    }

    private void Next()
    {
        var unit = _text[_at];
        switch (unit)
        {
            case '-' when Peek(1) == '-':
                Add(SqlTokenKind.Comment, LineEnd(_at));
                break;
            case '/' when Peek(1) == '*':
                AddBlockComment();
                break;
            case '\'':
                AddText(prefix: 0, Backslashes);
                break;
            case var _ when _dialect == SqlDialect.TransactSql && TransactLine.At(_text, _at, _last) is { } line:
                Add(line.Kind, line.End);
                break;
            case 'n' or 'N' when Peek(1) == '\'' && _dialect == SqlDialect.TransactSql:
                AddText(prefix: 1, backslash: false);
                break;
            case 'e' or 'E' when Peek(1) == '\'' && HasEscapes:
                AddText(prefix: 1, backslash: true);
                break;
            case 'u' or 'U' when Peek(1) == '&' && Peek(2) == '\'' && HasEscapes:
                AddText(prefix: 2, backslash: false);
                break;
            case 'u' or 'U' when Peek(1) == '&' && Peek(2) == '"' && HasEscapes:
                AddQuoted(SqlTokenKind.QuotedName, '"', prefix: 2);
                break;
            case '"':
                AddQuoted(SqlTokenKind.QuotedName, '"');
                break;
            case '`' when _dialect is SqlDialect.Generic or SqlDialect.Sqlite:
                AddQuoted(SqlTokenKind.QuotedName, '`');
                break;
            case '[' when _dialect is SqlDialect.Sqlite or SqlDialect.TransactSql || (_dialect == SqlDialect.Generic && !IsSubscript()):
                AddQuoted(SqlTokenKind.QuotedName, ']');
                break;
            case '$' when HasEscapes && DollarTag() is { } tag:
                AddDollarQuoted(tag);
                break;
            case '\\' when _dialect == SqlDialect.PostgreSql:
                Add(SqlTokenKind.MetaCommand, LineEnd(_at));
                break;
            case var _ when IsNameStart(unit) || (unit is '@' or '#' && _dialect == SqlDialect.TransactSql):
                Add(SqlTokenKind.Word, RunEnd(_dialect == SqlDialect.TransactSql ? IsTransactNamePart : IsNamePart));
                break;
            case var _ when char.IsAsciiDigit(unit):
                Add(SqlTokenKind.Number, RunEnd(part => char.IsAsciiLetterOrDigit(part) || part is '.' or '_'));
                break;
            default:
                Add(SqlTokenKind.Symbol, _at + 1);
                break;
        }
    }

    /// <summary>Whether texts may have the prefixes <c>E</c> and <c>U&amp;</c> and stand in dollar quotes.</summary>
    private bool HasEscapes => _dialect is SqlDialect.Generic or SqlDialect.PostgreSql;

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Add(SqlTokenKind kind, int end, bool closed = true)
    {
        _last = new SqlToken(kind, _at, end - _at, closed);
        _at = end;
    }

    // PostgreSQL ends a line at a carriage return too; what follows one would run though it looks like a comment.
    private int LineEnd(int from)
    {
        var found = _dialect == SqlDialect.Sqlite ? _text.IndexOf('\n', from) : _text.AsSpan(from).IndexOfAny('\n', '\r') is >= 0 and var distance ? from + distance : -1;
        return found < 0 ? _text.Length : found;
    }

    private int RunEnd(Func<char, bool> belongs)
    {
        var end = _at + 1;
        while (end < _text.Length && belongs(_text[end]))
        {
            end++;
        }

        return end;
    }

    private void AddBlockComment()
    {
        var depth = 1;
        var end = _at + 2;
        while (end < _text.Length && depth > 0)
        {
            if (Stands("*/", end))
            {
                depth--;
                end += 2;
            }
            else if (_dialect != SqlDialect.Sqlite && Stands("/*", end))
            {
                depth++;
                end += 2;
            }
            else
            {
                end++;
            }
        }

        // SQLite takes a block comment that the end of the text closes.
        Add(SqlTokenKind.Comment, end, depth == 0 || _dialect == SqlDialect.Sqlite);
    }

    /// <summary>A doubled closing quote stands for itself in every kind of quotes.</summary>
    private void AddQuoted(SqlTokenKind kind, char close, int prefix = 0)
    {
        var (end, closed) = QuoteEnd(_at + prefix, close, backslash: false);
        Add(kind, end, closed);
    }

    /// <summary>A text; with backslashes also its parts in quotes of their own on the following lines, which are read by the same rule.</summary>
    private void AddText(int prefix, bool backslash)
    {
        var (end, closed) = QuoteEnd(_at + prefix, '\'', backslash);
        while (backslash && closed && NextPart(end) is { } part)
        {
            (end, closed) = QuoteEnd(part, '\'', backslash);
        }

        Add(SqlTokenKind.Text, end, closed);
    }

    private (int End, bool Closed) QuoteEnd(int open, char close, bool backslash)
    {
        var end = open + 1;
        while (end < _text.Length)
        {
            if (backslash && _text[end] == '\\')
            {
                end = Math.Min(end + 2, _text.Length);
            }
            else if (_text[end] != close)
            {
                end++;
            }
            else if (end + 1 < _text.Length && _text[end + 1] == close && !(close == ']' && _dialect == SqlDialect.Sqlite))
            {
                end += 2;
            }
            else
            {
                return (end + 1, true);
            }
        }

        return (end, false);
    }

    /// <summary>The quote on a later line that goes on with the text that ended here; white space and line comments may lie between.</summary>
    private int? NextPart(int from)
    {
        var line = false;
        for (var at = from; at < _text.Length; at++)
        {
            if (_text[at] == '\'')
            {
                return line ? at : null;
            }

            if (Stands("--", at))
            {
                at = LineEnd(at);
                line = true;
            }
            else if (!char.IsWhiteSpace(_text[at]))
            {
                return null;
            }
            else
            {
                line |= _text[at] is '\n' or '\r';
            }
        }

        return null;
    }

    private string? DollarTag()
    {
        var end = _at + 1;
        if (end < _text.Length && IsNameStart(_text[end]))
        {
            while (end < _text.Length && _text[end] != '$' && IsNamePart(_text[end]))
            {
                end++;
            }
        }

        return end < _text.Length && _text[end] == '$' ? _text[_at..(end + 1)] : null;
    }

    private void AddDollarQuoted(string tag)
    {
        var close = _text.IndexOf(tag, _at + tag.Length, StringComparison.Ordinal);
        Add(SqlTokenKind.Text, close < 0 ? _text.Length : close + tag.Length, close >= 0);
    }

    /// <summary>Whether a bracket here is <c>values[1]</c> or <c>ARRAY[1]</c> rather than a name in brackets.</summary>
    private bool IsSubscript()
    {
        if (_last.Length == 0)
        {
            return false;
        }

        var before = _last;
        var word = _text.AsSpan(before.Start, before.Length);
        return before.Kind switch
        {
            SqlTokenKind.Word => before.End == _at || word.Equals("ARRAY", StringComparison.OrdinalIgnoreCase),
            SqlTokenKind.QuotedName => before.End == _at,
            SqlTokenKind.Symbol => before.End == _at && word[0] is ')' or ']' or '[',
            _ => false,
        };
    }

    private bool Stands(string part, int at) => string.CompareOrdinal(_text, at, part, 0, part.Length) == 0;

    private static bool IsNameStart(char unit) => char.IsAsciiLetter(unit) || unit == '_' || unit >= 0x80;

    private static bool IsTransactNamePart(char unit) => IsNamePart(unit) || unit is '@' or '#';

    private static bool IsNamePart(char unit) => IsNameStart(unit) || char.IsAsciiDigit(unit) || unit == '$';
}
