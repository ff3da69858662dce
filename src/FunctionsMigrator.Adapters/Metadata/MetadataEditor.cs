using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Edits YAML by the places of its values: what is not edited keeps every character.</summary>
public sealed class MetadataEditor : IMetadataEditor
{
    /// <inheritdoc/>
    public Outcome<string> Edit(string file, string text, string kind, string name, IReadOnlyList<MetadataEdit> edits)
    {
        if (edits.Count == 0)
        {
            return Outcome.Of(text);
        }

        var before = YamlReader.Read(file, Encoding.UTF8.GetBytes(text));
        if (before.Findings.Any(finding => finding.Severity == Severity.Error))
        {
            return Outcome.Fail<string>(before.Findings);
        }

        var at = before.Documents.Index().FirstOrDefault(entry => Is(entry.Item, kind, name), (-1, null!)).Index;
        if (at < 0)
        {
            return CaptureCodes.NotEditable.Fail<string>($"The file holds no document of kind {kind} called '{name}'.", new Place(file));
        }

        var part = YamlPart.Read(text).Where(document => document.Members is not null).ElementAtOrDefault(at);
        if (part is null || part.Anchored)
        {
            return CaptureCodes.NotEditable.Fail<string>($"'{name}' is written with anchors.", new Place(file, before.Documents[at].Line, before.Documents[at].Column));
        }

        var changed = text;
        var wanted = JsonNode.Parse(NodeJson.ElementOf(before.Documents[at]).GetRawText())!.AsObject();
        foreach (var section in edits.GroupBy(edit => edit.Section))
        {
            // Sections are edited one behind the other, each in the text that the one before left.
            var root = YamlPart.Read(changed).Where(document => document.Members is not null).ElementAt(at);
            changed = new YamlSection(changed, root, section.Key).Edit([.. section]);
            Apply(wanted, section.Key, section);
        }

        var after = YamlReader.Read(file, Encoding.UTF8.GetBytes(changed));
        return after.Findings.All(finding => finding.Severity != Severity.Error) && after.Documents.Count == before.Documents.Count && Same(after.Documents[at], wanted)
            ? Outcome.Of(changed)
            : CaptureCodes.NotEditable.Fail<string>($"'{name}' is written in a way that cannot be edited in place.", new Place(file, before.Documents[at].Line, before.Documents[at].Column));
    }

    private static bool Is(Node node, string kind, string name) =>
        node is ObjectNode document && document["kind"] is ScalarNode { Text: var ofKind } && ofKind == kind && document["name"] is ScalarNode { Text: var called } && called == name;

    private static void Apply(JsonObject document, string? section, IEnumerable<MetadataEdit> edits)
    {
        var members = section is null ? document : document[section]?.AsObject() ?? [];
        foreach (var edit in edits)
        {
            members.Remove(edit.Key);
            if (edit.Value is { } value)
            {
                members[edit.Key] = JsonNode.Parse(value.GetRawText());
            }
        }

        if (section is not null)
        {
            document[section] = members.Parent is null ? members : members.DeepClone();
        }
    }

    private static bool Same(Node node, JsonObject wanted)
    {
        using var expected = JsonDocument.Parse(wanted.ToJsonString());
        return JsonElement.DeepEquals(NodeJson.ElementOf(node), expected.RootElement);
    }
}
