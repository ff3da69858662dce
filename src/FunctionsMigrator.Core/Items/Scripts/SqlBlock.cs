namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Watches one statement for what lets semicolons not end it: a body of statements of its own, and for PostgreSQL parentheses.</summary>
internal sealed class SqlBlock(string text, SqlDialect dialect)
{
    private readonly List<string> _head = [];
    private readonly Stack<int> _parentheses = [];
    private Body _body;
    private int _bodyStart;
    private int _depth;
    private string _last = "";
    private string _beforeLast = "";

    private enum Body
    {
        None,

        /// <summary>SQLite: ends with <c>; END ;</c>, as sqlite3_complete() has it.</summary>
        Trigger,

        /// <summary>Standard SQL: ends with the END that closes BEGIN.</summary>
        Atomic,
    }

    /// <summary>Whether it is <c>COPY ... FROM stdin</c>, whose rows follow the statement.</summary>
    public bool CopiesRows { get; private set; }

    /// <summary>What it sets <c>standard_conforming_strings</c> to, for the statements behind it; null when it does not.</summary>
    public bool? Conforming { get; private set; }

    /// <summary>Offset of what the end of the text here leaves open; null when nothing is.</summary>
    public int? Opening => _body != Body.None && !BodyIsClosed() ? _bodyStart : _parentheses.Count > 0 ? _parentheses.Last() : null;

    public void Add(SqlToken token)
    {
        var word = token.Kind is SqlTokenKind.Word or SqlTokenKind.Symbol ? text.Substring(token.Start, token.Length).ToUpperInvariant() : "";
        if (dialect == SqlDialect.PostgreSql)
        {
            Nest(word, token.Start);
        }

        if (_body == Body.None && word == "BEGIN" && dialect != SqlDialect.PostgreSql && Creates("TRIGGER"))
        {
            (_body, _bodyStart) = (Body.Trigger, token.Start);
        }
        else if (_body == Body.None && word == "ATOMIC" && _last == "BEGIN" && (Creates("FUNCTION") || Creates("PROCEDURE")))
        {
            (_body, _bodyStart, _depth) = (Body.Atomic, token.Start, 1);
        }
        else if (_body == Body.Atomic)
        {
            _depth += word is "CASE" ? 1 : word is "END" ? -1 : 0;
        }

        if (_head.Count < 5)
        {
            _head.Add(word);
        }

        if (dialect != SqlDialect.Sqlite)
        {
            CopiesRows |= word == "STDIN" && _last == "FROM" && _parentheses.Count == 0 && _head[0] == "COPY";
            Set(token, word);
        }

        (_beforeLast, _last) = (_last, word);
    }

    /// <summary>Whether a semicolon here ends the statement; one that does not belongs to it and is added.</summary>
    public bool EndsAtSemicolon() => _parentheses.Count == 0 && BodyIsClosed();

    private bool BodyIsClosed() => _body switch
    {
        Body.Trigger => _last == "END" && _beforeLast == ";",
        Body.Atomic => _depth <= 0,
        _ => true,
    };

    private void Nest(string word, int at)
    {
        if (word == "(")
        {
            _parentheses.Push(at);
        }
        else if (word == ")")
        {
            _parentheses.TryPop(out _);
        }
    }

    // SET [SESSION | LOCAL] standard_conforming_strings { = | TO } value
    private void Set(SqlToken token, string word)
    {
        if (_head[0] == "SET" && _last is "=" or "TO" && _beforeLast == "STANDARD_CONFORMING_STRINGS")
        {
            var value = (token.Kind == SqlTokenKind.Text ? text.Substring(token.Start, token.Length).Trim('\'') : text.Substring(token.Start, token.Length)).ToUpperInvariant();
            Conforming = value is not ("OFF" or "FALSE" or "NO" or "0");
        }
        else if (_head[0] == "RESET" && (word is "STANDARD_CONFORMING_STRINGS" || (word == "ALL" && _last == "RESET")))
        {
            Conforming = true;
        }
    }

    /// <summary>CREATE, then within the next words (OR REPLACE, TEMP, CONSTRAINT) what is created.</summary>
    private bool Creates(string what) => _head.Count > 1 && _head[0] == "CREATE" && _head.Skip(1).TakeWhile(word => word is not ("(" or "AS")).Contains(what);
}
