using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>A value of a document and the way to it.</summary>
/// <param name="Node">The value.</param>
/// <param name="Path">As people say it: <c>targets.orders-db.path</c>, <c>waves[0]</c>; empty for the document.</param>
/// <param name="KeyPlace">Where its key stands; for an item or the document where it starts.</param>
internal sealed record Spot(Node Node, string Path, Place KeyPlace)
{
    /// <summary>The last part of the path.</summary>
    public string Key { get; init; } = "";

    /// <summary>Where the value starts.</summary>
    public Place Place => KeyPlace with { Line = Node.Line, Column = Node.Column };

    /// <summary><c>'targets.orders-db'</c>, or <c>the document</c>.</summary>
    public string Name => Path.Length == 0 ? "the document" : $"'{Path}'";

    public Spot? Member(string key) => (Node as ObjectNode)?.Find(key) is { } member ? Of(member) : null;

    public IEnumerable<Spot> Members() => (Node as ObjectNode)?.Members.Select(Of) ?? [];

    public IEnumerable<Spot> Items() => (Node as ListNode)?.Items.Select(
        (item, index) => new Spot(item, $"{Path}[{index}]", KeyPlace with { Line = item.Line, Column = item.Column }) { Key = $"[{index}]" }) ?? [];

    private Spot Of(Member member) =>
        new(member.Value, Path.Length == 0 ? member.Key : $"{Path}.{member.Key}", KeyPlace with { Line = member.Line, Column = member.Column }) { Key = member.Key };
}
