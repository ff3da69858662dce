using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>
/// The files that a document names as content, told before the document is checked: a YAML file among them is content and is not read as metadata, whatever
/// else is wrong with the document that names it.
/// </summary>
internal static class NamedContent
{
    public static IReadOnlyList<string> Of(SourceDocument document, ContentFiles files) => document.Kind.Name switch
    {
        "ReferenceData" => files.Of(new ReferenceDataDocument { Name = "", Target = "", Table = "", Key = [], File = Text(document.Node["file"]), Place = document.Place }),
        "HttpResources" => files.Of(new HttpResourcesDocument { Name = "", Target = "", Resources = Bodies(document.Node["resources"]), Place = document.Place }),
        "Documents" => files.Of(new DocumentsDocument
        {
            Name = "",
            Target = "",
            Path = Text(document.Node["path"]) ?? "",
            Include = document.Node["include"] is ListNode include ? [.. include.Items.Select(Text).OfType<string>()] : ["**"],
            Place = document.Place,
        }),
        _ => [],
    };

    private static Dictionary<string, HttpResourceDefinition> Bodies(Node? resources) =>
        (resources as ObjectNode)?.Members.ToDictionary(member => member.Key, member => new HttpResourceDefinition { File = Text((member.Value as ObjectNode)?["file"]) }) ?? [];

    private static string? Text(Node? node) => node is ScalarNode { Kind: ScalarKind.Text, Text: var text } ? text : null;
}
