namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Cuts a SQL text into tokens. Never fails: what it does not know is a symbol.</summary>
public sealed class SqlTokenizer
{
    private readonly string _text;
    private readonly SqlDialect _dialect;
    private readonly List<SqlToken> _tokens = [];
    private int _at;

    private SqlTokenizer(string text, SqlDialect dialect) => (_text, _dialect) = (text, dialect);

    /// <summary>The tokens of the text in order, comments among them.</summary>
    public static IReadOnlyList<SqlToken> Read(string text, SqlDialect dialect)
    {
        var tokenizer = new SqlTokenizer(text, dialect);
        while (tokenizer._at < text.Length)
        {
            tokenizer.Next();
        }

        return tokenizer._tokens;
    }

    private void Next()
    {
        var unit = _text[_at];
        switch (unit)
        {
            case var _ when char.IsWhiteSpace(unit):
                _at++;
                break;
            case '-' when Peek(1) == '-':
                Add(SqlTokenKind.Comment, IndexOfOrEnd('\n', _at));
                break;
            case '/' when Peek(1) == '*':
                AddBlockComment();
                break;
            case '\'':
                AddQuoted(SqlTokenKind.Text, '\'', backslash: false);
                break;
            case 'e' or 'E' when Peek(1) == '\'' && _dialect != SqlDialect.Sqlite:
                AddQuoted(SqlTokenKind.Text, '\'', backslash: true, prefix: 1);
                break;
            case '"':
                AddQuoted(SqlTokenKind.QuotedName, '"', backslash: false);
                break;
            case '`' when _dialect != SqlDialect.PostgreSql:
                AddQuoted(SqlTokenKind.QuotedName, '`', backslash: false);
                break;
            case '[' when _dialect == SqlDialect.Sqlite || (_dialect == SqlDialect.Generic && !IsSubscript()):
                AddQuoted(SqlTokenKind.QuotedName, ']', backslash: false);
                break;
            case '$' when _dialect != SqlDialect.Sqlite && DollarTag() is { } tag:
                AddDollarQuoted(tag);
                break;
            case var _ when IsNameStart(unit):
                Add(SqlTokenKind.Word, RunEnd(IsNamePart));
                break;
            case var _ when char.IsAsciiDigit(unit):
                Add(SqlTokenKind.Number, RunEnd(part => char.IsAsciiLetterOrDigit(part) || part is '.' or '_'));
                break;
            default:
                Add(SqlTokenKind.Symbol, _at + 1);
                break;
        }
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Add(SqlTokenKind kind, int end, bool closed = true)
    {
        _tokens.Add(new SqlToken(kind, _at, end - _at, closed));
        _at = end;
    }

    private int IndexOfOrEnd(char unit, int from)
    {
        var found = _text.IndexOf(unit, from);
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
    private void AddQuoted(SqlTokenKind kind, char close, bool backslash, int prefix = 0)
    {
        var end = _at + prefix + 1;
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
                Add(kind, end + 1);
                return;
            }
        }

        Add(kind, end, closed: false);
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
        if (_tokens.Count == 0)
        {
            return false;
        }

        var before = _tokens[^1];
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

    private static bool IsNamePart(char unit) => IsNameStart(unit) || char.IsAsciiDigit(unit) || unit == '$';
}
