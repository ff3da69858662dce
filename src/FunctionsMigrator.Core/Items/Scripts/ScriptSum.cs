namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>The effects of a script's statements in one, gathered as they are read: a script may have a million of them.</summary>
internal sealed class ScriptSum
{
    private readonly Dictionary<string, SqlName> _creates = [];
    private readonly Dictionary<string, SqlName> _touches = [];
    private readonly HashSet<string> _replaces = [];
    private List<IReadOnlyList<UndoStep>>? _undo = [];

    /// <summary>Number of statements so far.</summary>
    public int Statements { get; private set; }

    /// <summary>The first statement that may lose data, with its line; null when none does.</summary>
    public string? Loss { get; private set; }

    /// <summary>The first statement that nothing derived takes back, with its line and the reason; null when there is none.</summary>
    public UnderivedStatement? Underived { get; private set; }

    /// <summary>Objects that are created, as people read them.</summary>
    public IReadOnlyList<string> Creates => [.. _creates.Values.Select(name => name.Plain)];

    /// <summary>Tables that are touched, as people read them.</summary>
    public IReadOnlyList<string> Touches => [.. _touches.Values.Select(name => name.Plain)];

    /// <summary>Adds the next statement, which starts on a line and is read by its words.</summary>
    public void Add(SqlEffect effect, int line, Func<string> words)
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
            Underived ??= new UnderivedStatement(Statements, line, words(), effect.Why ?? (effect.Loss is null ? "no statement is known that takes it back" : "it loses data"));
            _undo = null;
        }
        else if (effect.Undo.Count > 0)
        {
            _undo?.Add(effect.Undo);
        }
    }

    /// <summary>The steps that take all of it back, last first; null when one has none, or something that was there before would not come back.</summary>
    public IReadOnlyList<UndoStep>? Undo() => _undo is null || !_replaces.IsSubsetOf(_creates.Keys) ? null : [.. Enumerable.Reverse(_undo).SelectMany(steps => steps)];
}
