namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What the statements so far have made: what happens to it loses nothing and needs no undo of its own, because it goes with what made it.</summary>
internal sealed class ScriptScope(ScriptKind kind)
{
    private readonly HashSet<string> _tables = [];
    private readonly HashSet<string> _temporary = [];
    private readonly HashSet<(string Table, string Column)> _columns = [];
    private readonly HashSet<string> _objects = [];

    /// <summary>Whether the script may run again over what it made.</summary>
    public bool Repeatable => kind == ScriptKind.Repeatable;

    /// <summary>
    /// Why what stood before the script cannot be found by the names of the statements from here on; null: it can. A rename gives a name to something else, and a search path
    /// gives names another meaning.
    /// </summary>
    public string? Moved { get; private set; }

    public void AddTable(SqlName table) => _tables.Add(table.Identity);

    public void AddTemporary(SqlName table)
    {
        AddTable(table);
        _temporary.Add(table.Identity);
    }

    public void AddColumn(SqlName table, SqlName column) => _columns.Add((table.Identity, column.Identity));

    /// <summary>Adds an object that is no table. Answers false where the script made it already.</summary>
    public bool AddObject(string kind, string identity) => _objects.Add($"{kind} {identity}");

    public bool MadeTable(SqlName table) => _tables.Contains(table.Identity);

    public bool MadeTemporary(SqlName table) => _temporary.Contains(table.Identity);

    public bool MadeColumn(SqlName table, SqlName column) => MadeTable(table) || _columns.Contains((table.Identity, column.Identity));

    public bool MadeObject(string kind, string identity) => _objects.Contains($"{kind} {identity}");

    public void RenameTable(SqlName from, SqlName to)
    {
        if (_tables.Remove(from.Identity))
        {
            AddTable(to);
        }
    }

    /// <summary>From here on names mean something else than before the script.</summary>
    public void Move(string why) => Moved ??= why;

    /// <summary>What is taken back by what stood there before the script, where that can be found by its name.</summary>
    public SqlEffect Former(Former former, string ifAbsent = "") => Moved is null ? SqlEffect.By(former, ifAbsent) : SqlEffect.Without(Moved);
}
