namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// Watches one statement of T-SQL for where it ends. Nothing need part statements there, so one ends before a word that begins another and that this one has no place for. Bodies
/// of modules, and what begins with IF, WHILE or BEGIN, reach to the end of the batch: only the server's own grammar tells where they end.
/// </summary>
internal sealed class TransactBlock(string text)
{
    private static readonly HashSet<string> Starters = new(StringComparer.Ordinal)
    {
        "ALTER", "BACKUP", "BEGIN", "BULK", "CHECKPOINT", "COMMIT", "CREATE", "DBCC", "DECLARE", "DELETE", "DENY", "DROP", "EXEC", "EXECUTE", "GOTO", "GRANT", "IF", "INSERT", "KILL", "MERGE",
        "PRINT", "RAISERROR", "RECONFIGURE", "RESTORE", "RETURN", "REVERT", "REVOKE", "ROLLBACK", "SAVE", "SELECT", "SET", "SHUTDOWN", "TRUNCATE", "UPDATE", "USE", "WAITFOR", "WHILE",
    };

    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal) { "PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "VIEW" };

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "TABLE", "VIEW", "INDEX", "PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "SCHEMA", "TYPE", "SEQUENCE", "SYNONYM", "USER", "ROLE", "COLUMN", "CONSTRAINT", "STATISTICS", "ASSEMBLY", "RULE", "DEFAULT",
    };

    // What follows the name in ALTER; a second one of them begins another statement.
    private static readonly HashSet<string> Actions = new(StringComparer.Ordinal)
    {
        "ADD", "ALTER", "DROP", "SET", "MERGE", "SPLIT", "REBUILD", "REORGANIZE", "SWITCH", "CHECK", "NOCHECK", "ENABLE", "DISABLE", "TRANSFER", "MODIFY",
    };

    // What of all that ALTER names has such an action.
    private static readonly HashSet<string> Altered = new(StringComparer.Ordinal)
    {
        "TABLE", "INDEX", "ROLE", "PARTITION", "DATABASE", "FULLTEXT", "SEARCH", "ASSEMBLY", "EXTERNAL", "QUEUE", "SECURITY", "SERVER",
    };

    private string _verb = "";
    private string _kind = "";
    private string _last = "";
    private string _beforeLast = "";
    private int _count;
    private int _depth;
    private bool _toTheEnd;

    // ALTER: its action stands; INSERT: where its rows come from; UPDATE: its SET; GRANT: what is granted.
    private bool _done;

    /// <summary>Whether a semicolon here ends the statement.</summary>
    public bool EndsAtSemicolon => !_toTheEnd;

    /// <summary>Whether the statement ends before the token, which begins another.</summary>
    public bool EndsBefore(SqlToken token)
    {
        if (_count == 0 || _toTheEnd || _depth > 0 || token.Kind != SqlTokenKind.Word)
        {
            return false;
        }

        var word = WordOf(token);
        return Starters.Contains(word) && !Belongs(word);
    }

    public void Add(SqlToken token)
    {
        var word = token.Kind is SqlTokenKind.Word or SqlTokenKind.Symbol ? WordOf(token) : "";
        _depth += word switch { "(" => 1, ")" => -1, _ => 0 };
        if (_depth == 0)
        {
            Note(word);
        }

        _count++;
        (_beforeLast, _last) = (_last, word);
    }

    private void Note(string word)
    {
        if (_count == 0)
        {
            _verb = word;
            _toTheEnd = word is "IF" or "WHILE" or "ELSE" or "END";
            return;
        }

        // BEGIN is the head of a block unless it begins a transaction; both are told by the next word.
        _kind = _count == 1 ? word : _kind;
        _toTheEnd |= _verb == "BEGIN" && _count == 1 && word is not ("TRAN" or "TRANSACTION" or "DISTRIBUTED");
        _toTheEnd |= _verb is "CREATE" or "ALTER" && Modules.Contains(word) && (_count == 1 || (_count == 3 && _last == "ALTER" && _beforeLast == "OR"));
        switch (_verb)
        {
            case "WITH" when word is "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "MERGE":
                _verb = word;
                break;
            case "INSERT" when word is "VALUES" or "DEFAULT" or "EXEC" or "EXECUTE":
                _done = true;
                break;
            case "INSERT" when word == "SELECT":
                _verb = "SELECT";
                break;
            case "ALTER" when _count > 1 && Actions.Contains(word):
            case "ALTER" when word == "WITH" && _kind != "TABLE":
            case "UPDATE" when word == "SET" || (word == "STATISTICS" && _count == 1):
            case "GRANT" or "REVOKE" or "DENY" when word is "ON" or "TO" or "FROM":
                _done = true;
                break;
        }
    }

    private bool Belongs(string word) => word switch
    {
        _ when _verb == "MERGE" => true,
        "IF" => _verb is "DROP" or "ALTER" && Kinds.Contains(_last),
        "DELETE" or "UPDATE" when _last == "ON" && _verb == "ALTER" && _kind == "TABLE" => true,
        "DELETE" or "UPDATE" or "INSERT" when _last is "AFTER" or "BEFORE" && _kind == "SECURITY" => true,
        "UPDATE" or "SELECT" when _last == "FOR" && _verb is "DECLARE" or "SET" => true,
        "INSERT" when _verb == "BULK" && _count == 1 => true,
        "SET" when _last is "DELETE" or "UPDATE" && _beforeLast == "ON" => true,
        "SELECT" when _last is "UNION" or "EXCEPT" or "INTERSECT" || (_last == "ALL" && _beforeLast == "UNION") => true,
        _ => _verb switch
        {
            "WITH" => word is "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "MERGE",
            "ALTER" => !_done && Altered.Contains(_kind) && Actions.Contains(word),
            "INSERT" => !_done && word is ("SELECT" or "EXEC" or "EXECUTE"),
            "UPDATE" => !_done && word == "SET",
            "GRANT" or "REVOKE" or "DENY" => !_done,
            "CREATE" => word == "ALTER" && _last == "OR",
            _ => false,
        },
    };

    private string WordOf(SqlToken token) => text.Substring(token.Start, token.Length).ToUpperInvariant();
}
