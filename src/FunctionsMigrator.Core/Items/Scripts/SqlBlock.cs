namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Watches one statement for a body of statements of its own, whose semicolons do not end it.</summary>
internal sealed class SqlBlock(string text)
{
    private readonly List<string> _head = [];
    private Body _body;
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

    public void Add(SqlToken token)
    {
        var word = token.Kind is SqlTokenKind.Word or SqlTokenKind.Symbol ? text.Substring(token.Start, token.Length).ToUpperInvariant() : "";
        if (_head.Count < 5)
        {
            _head.Add(word);
        }

        if (_body == Body.None && word == "BEGIN" && Creates("TRIGGER"))
        {
            _body = Body.Trigger;
        }
        else if (_body == Body.None && word == "ATOMIC" && _last == "BEGIN" && (Creates("FUNCTION") || Creates("PROCEDURE")))
        {
            (_body, _depth) = (Body.Atomic, 1);
        }
        else if (_body == Body.Atomic)
        {
            _depth += word is "CASE" ? 1 : word is "END" ? -1 : 0;
        }

        (_beforeLast, _last) = (_last, word);
    }

    /// <summary>Whether a semicolon here ends the statement; one that does not belongs to it and is added.</summary>
    public bool EndsAtSemicolon() => _body switch
    {
        Body.Trigger => _last == "END" && _beforeLast == ";",
        Body.Atomic => _depth <= 0,
        _ => true,
    };

    /// <summary>Whether the end of the text here leaves a body open.</summary>
    public bool IsOpen => !EndsAtSemicolon();

    /// <summary>CREATE, then within the next words (OR REPLACE, TEMP, CONSTRAINT) what is created.</summary>
    private bool Creates(string what) => _head.Count > 1 && _head[0] == "CREATE" && _head.Skip(1).TakeWhile(word => word is not ("(" or "AS")).Contains(what);
}
