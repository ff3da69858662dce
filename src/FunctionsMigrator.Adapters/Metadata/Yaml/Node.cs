namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>A value of a YAML document after aliases, with the place where it is written. Lines and columns count from 1.</summary>
internal abstract class Node(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Number of values in it, itself included, as often as aliases repeat them.</summary>
    public abstract long Size { get; }

    /// <summary>Levels of nesting; 1 for a scalar.</summary>
    public abstract int Height { get; }
}

/// <summary>A mapping. No key stands in it twice.</summary>
internal sealed class ObjectNode(int line, int column, IReadOnlyList<Member> members) : Node(line, column)
{
    private readonly Dictionary<string, Member> _byKey = members.ToDictionary(member => member.Key, StringComparer.Ordinal);

    public IReadOnlyList<Member> Members { get; } = members;

    public override long Size { get; } = 1 + members.Sum(member => member.Value.Size);

    public override int Height { get; } = 1 + members.Select(member => member.Value.Height).DefaultIfEmpty(0).Max();

    public Member? Find(string key) => _byKey.GetValueOrDefault(key);

    public Node? this[string key] => Find(key)?.Value;
}

/// <summary>One key of a mapping.</summary>
internal sealed record Member(string Key, int Line, int Column, Node Value);

/// <summary>A sequence.</summary>
internal sealed class ListNode(int line, int column, IReadOnlyList<Node> items) : Node(line, column)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override int Height { get; } = 1 + items.Select(item => item.Height).DefaultIfEmpty(0).Max();
}

/// <summary>What a scalar is under the YAML 1.2 core schema.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Number,
    Text,
}

/// <summary>A scalar. Its text is what a string says, or the JSON literal of anything else, with all digits of a number.</summary>
internal sealed class ScalarNode(int line, int column, ScalarKind kind, string text) : Node(line, column)
{
    public ScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    public override long Size => 1;

    public override int Height => 1;
}
