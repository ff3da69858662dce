using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint;

/// <summary>What the statements so far have done: a table that they made holds nobody's rows yet, and the rows of one that they wrote may be others by now.</summary>
internal sealed class LintScope(SqlDialect dialect)
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);
    private readonly HashSet<(string Table, string Check)> _unproven = [];
    private readonly Dictionary<(string Table, string Check), string> _checks = [];
    private bool _anything;

    public bool Made(SqlName table) => _made.Contains(Key(table));

    /// <summary>Whether a count of now says nothing sure about then.</summary>
    public bool Moved(SqlName table) => Moved(table.Identity);

    /// <summary>The same of a table without quotes.</summary>
    public bool Moved(string table) => _anything || _moved.Contains(Key(table)) || _made.Contains(Key(table));

    /// <summary>Columns of which a constraint of the statements so far says, for every row, that they hold no NULL.</summary>
    public IEnumerable<string> NeverNull(SqlName table) =>
        _checks.Where(check => check.Key.Table == Key(table) && !_unproven.Contains(check.Key)).Select(check => check.Value);

    public void Moves(IEnumerable<string> tables) => _moved.UnionWith(tables.Select(Key));

    public void Pass(LintStatement statement)
    {
        foreach (var act in statement.Acts)
        {
            switch (act)
            {
                case TableMade made:
                    _made.Add(Key(made.Table));
                    break;
                case ViewMade made:
                    _made.Add(Key(made.View));
                    break;
                case RowsWritten written:
                    _moved.Add(Key(written.Table));
                    break;
                case TablesEmptied emptied:
                    _moved.UnionWith(emptied.Tables.Select(Key));
                    break;
                case TableRenamed renamed when _made.Remove(Key(renamed.Table)):
                    _made.Add(Key(renamed.To));
                    break;
                case TableRenamed renamed:
                    _moved.Add(Key(renamed.To));
                    break;
                case ObjectsDropped { Kind: "TABLE" } dropped:
                    // What is made anew under the name is new; what was dropped is not there to be asked about.
                    _moved.UnionWith(dropped.Names.Select(Key));
                    break;
                case TypeChanged or ColumnRenamed or ColumnDropped when act.About is { } table:
                    _moved.Add(Key(table));
                    break;
                case ConstraintAdded { Constraint: { Kind: ConstraintKind.Check, Name: { } name } check } added when NotNullOf(check.Condition) is { } column:
                    _checks[(Key(added.Table), name)] = column;
                    if (check.NotValid)
                    {
                        _unproven.Add((Key(added.Table), name));
                    }

                    break;
                case ConstraintValidated validated:
                    _unproven.Remove((Key(validated.Table), validated.Name));
                    break;
                case Opaque:
                    _anything = true;
                    break;
            }
        }
    }

    private string? NotNullOf(string condition)
    {
        var tokens = SqlTokenizer.Read(condition, dialect);
        var cursor = new SqlCursor(condition, tokens, dialect);
        return cursor.TakeName() is { } column && cursor.Take("IS", "NOT", "NULL") && cursor.AtEnd ? column.Plain : null;
    }

    private string Key(SqlName name) => Key(name.Identity);

    // Where nothing else is said, PostgreSQL makes tables there and finds them there.
    private string Key(string identity) => dialect == SqlDialect.PostgreSql && identity.StartsWith("public.", StringComparison.Ordinal) ? identity["public.".Length..] : identity;
}
