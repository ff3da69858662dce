namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Reads one statement from its start, token by token.</summary>
internal sealed class SqlCursor(string text, IReadOnlyList<SqlToken> tokens, SqlDialect dialect, int at = 0)
{
    private int _at = at;

    public SqlDialect Dialect => dialect;

    public bool AtEnd => _at >= tokens.Count;

    /// <summary>The word or symbol here in upper case; empty for anything else and at the end.</summary>
    public string Word => WordAt(_at);

    /// <summary>The word or symbol so many tokens ahead (or behind).</summary>
    public string Ahead(int distance) => WordAt(_at + distance);

    /// <summary>The same statement from here, read on its own.</summary>
    public SqlCursor Fork() => new(text, tokens, dialect, _at);

    public void Skip() => _at++;

    /// <summary>What stands between the quotes of a text here; null where none stands.</summary>
    public string? Quoted()
    {
        if (AtEnd || tokens[_at].Kind != SqlTokenKind.Text)
        {
            return null;
        }

        var quoted = TextOf(tokens[_at]);
        var open = quoted[0] == '$' ? quoted.IndexOf('$', 1) + 1 : quoted.IndexOf('\'', StringComparison.Ordinal) + 1;
        var close = quoted[0] == '$' ? open : 1;
        return quoted.Length >= open + close ? quoted[open..^close] : "";
    }

    /// <summary>The text here as it is written, with its quotes; null where none stands.</summary>
    public string? Literal() => AtEnd || tokens[_at].Kind != SqlTokenKind.Text ? null : TextOf(tokens[_at]);

    public bool Is(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (WordAt(_at + i) != words[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes behind the words where they stand here, all of them.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        if (!Is(words))
        {
            return false;
        }

        _at += words.Length;
        return true;
    }

    /// <summary>Goes behind a run of the words in any order.</summary>
    public HashSet<string> TakeAny(params IReadOnlyList<string> words)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (words.Contains(Word))
        {
            taken.Add(Word);
            _at++;
        }

        return taken;
    }

    /// <summary>The name here, or null where none stands. SQLite also takes a name in single quotes.</summary>
    public SqlName? TakeName()
    {
        var parts = new List<string>();
        while (!AtEnd && IsName(tokens[_at]))
        {
            parts.Add(TextOf(tokens[_at++]));
            if (Word != ".")
            {
                break;
            }

            _at++;
        }

        return parts.Count == 0 ? null : SqlName.Of(parts, dialect);
    }

    /// <summary>Names parted by commas.</summary>
    public IReadOnlyList<SqlName> TakeNames()
    {
        var names = new List<SqlName>();
        while (TakeName() is { } name)
        {
            names.Add(name);
            if (!Take(","))
            {
                break;
            }

            Take("ONLY");
        }

        return names;
    }

    /// <summary>Goes to the next of the words that stands outside parentheses; false, and to the end, where there is none.</summary>
    public bool SkipTo(params ReadOnlySpan<string> words)
    {
        for (var depth = 0; !AtEnd; _at++)
        {
            var word = Word;
            if (depth == 0 && words.Contains(word))
            {
                return true;
            }

            depth += word switch { "(" => 1, ")" => -1, _ => 0 };
        }

        return false;
    }

    /// <summary>Whether the words stand here or later, in a row, at any depth.</summary>
    public bool Holds(params ReadOnlySpan<string> words)
    {
        var ahead = Fork();
        for (; !ahead.AtEnd; ahead.Skip())
        {
            if (ahead.Is(words))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What lies from here to the end, cut at commas outside parentheses.</summary>
    public IReadOnlyList<SqlCursor> Rest() => Cut(tokens.Count);

    /// <summary>What lies between the parentheses that open here, cut at commas; null where none open. Goes behind them.</summary>
    public IReadOnlyList<SqlCursor>? TakeParentheses()
    {
        if (!Take("("))
        {
            return null;
        }

        var inside = Fork();
        var end = SkipTo(")") ? _at : tokens.Count;
        _at = end + 1;
        return inside.Cut(end);
    }

    /// <summary>The text from here up to the first of the words, or to the end.</summary>
    public string TextUpTo(params ReadOnlySpan<string> words)
    {
        var start = _at;
        SkipTo(words);
        return _at == start ? "" : text[tokens[start].Start..tokens[_at - 1].End];
    }

    private List<SqlCursor> Cut(int end)
    {
        var pieces = new List<SqlCursor>();
        while (_at < end)
        {
            var start = _at;
            SkipTo(",");
            _at = Math.Min(_at, end);
            pieces.Add(new SqlCursor(text, [.. tokens.Skip(start).Take(_at - start)], dialect));
            _at++;
        }

        return pieces;
    }

    private bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName ||
        (token.Kind == SqlTokenKind.Text && dialect is SqlDialect.Generic or SqlDialect.Sqlite && text[token.Start] == '\'');

    private string WordAt(int index) => index >= 0 && index < tokens.Count && tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Symbol
        ? TextOf(tokens[index]).ToUpperInvariant()
        : "";

    private string TextOf(SqlToken token) => text.Substring(token.Start, token.Length);
}
