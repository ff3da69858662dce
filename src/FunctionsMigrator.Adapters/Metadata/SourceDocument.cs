using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>A document as it stands in its file. <see cref="Record"/> is null when it does not fit the schema; its name is known anyway, so that nothing that refers to it fails too.</summary>
internal sealed record SourceDocument(string File, DocumentKind Kind, ObjectNode Node)
{
    public MetadataDocument? Record { get; init; }

    /// <summary>The name, when there is one.</summary>
    public string? Name => Node["name"] is ScalarNode { Kind: ScalarKind.Text, Text: var name } ? name : null;

    public Place Place => new(File, Node.Line, Node.Column);

    public Spot Root => new(Node, "", Place);

    /// <summary>The value that keys and indexes lead to; where one is missing, the nearest value around it.</summary>
    public Spot At(params IEnumerable<object> path)
    {
        var spot = Root;
        foreach (var step in path)
        {
            var next = step is int index ? spot.Items().ElementAtOrDefault(index) : spot.Member((string)step);
            if (next is null)
            {
                return spot;
            }

            spot = next;
        }

        return spot;
    }
}
