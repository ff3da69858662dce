namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>The effects of a script's statements in one, gathered as they are read: a script may have a million of them.</summary>
internal sealed class ScriptSum
{
    private readonly Dictionary<string, SqlName> _creates = [];
    private readonly Dictionary<string, SqlName> _touches = [];
    private readonly HashSet<string> _replaces = [];
    private List<IReadOnlyList<string>>? _undo = [];

    /// <summary>Number of statements so far.</summary>
    public int Statements { get; private set; }

    /// <summary>The first statement that may lose data, with its line; null when none does.</summary>
    public string? Loss { get; private set; }

    /// <summary>Objects that are created, as people read them.</summary>
    public IReadOnlyList<string> Creates => [.. _creates.Values.Select(name => name.Plain)];

    /// <summary>Tables that are touched, as people read them.</summary>
    public IReadOnlyList<string> Touches => [.. _touches.Values.Select(name => name.Plain)];

    public void Add(SqlEffect effect, int line)
    {
        Statements++;
        Loss ??= effect.Loss is null ? null : $"line {line}: {effect.Loss}";
        foreach (var name in effect.Creates)
        {
            _creates.TryAdd(name.Identity, name);
        }

        foreach (var name in effect.Touches)
        {
            _touches.TryAdd(name.Identity, name);
        }

        _replaces.UnionWith(effect.Replaces.Select(name => name.Identity));
        if (effect.Undo is null)
        {
            _undo = null;
        }
        else if (effect.Undo.Count > 0)
        {
            _undo?.Add(effect.Undo);
        }
    }

    /// <summary>The statements that take all of it back, last first; null when one has none, or something that was there before would not come back.</summary>
    public string? Undo() => _undo is null || !_replaces.IsSubsetOf(_creates.Keys)
        ? null
        : string.Concat(Enumerable.Reverse(_undo).SelectMany(statements => statements).Select(statement => statement + ";\n"));
}
