namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What the statements so far have made: what happens to it loses nothing and needs no undo of its own, because it goes with what made it.</summary>
internal sealed class ScriptScope(ScriptKind kind)
{
    private readonly HashSet<string> _tables = [];
    private readonly HashSet<(string Table, string Column)> _columns = [];

    /// <summary>Whether the script may run again over what it made.</summary>
    public bool Repeatable => kind == ScriptKind.Repeatable;

    public void AddTable(SqlName table) => _tables.Add(table.Identity);

    public void AddColumn(SqlName table, SqlName column) => _columns.Add((table.Identity, column.Identity));

    public bool MadeTable(SqlName table) => _tables.Contains(table.Identity);

    public bool MadeColumn(SqlName table, SqlName column) => MadeTable(table) || _columns.Contains((table.Identity, column.Identity));

    public void RenameTable(SqlName from, SqlName to)
    {
        if (_tables.Remove(from.Identity))
        {
            AddTable(to);
        }
    }
}
