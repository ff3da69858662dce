using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Reads YAML files into documents of known kinds.</summary>
internal static class FileLoader
{
    public static async Task<LoadedFile> LoadAsync(ISourceTree tree, string path, long limit, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(tree, path, limit, cancellation);
        if (bytes is null)
        {
            var finding = ValidationCodes.TooLarge.Finding($"The file has more than {limit} bytes.", new Place(path));
            return new LoadedFile(path, Digest.Of([]), new YamlFile([], [finding]), [], []);
        }

        var yaml = YamlReader.Read(path, bytes);
        var documents = new List<SourceDocument>();
        var findings = new List<Finding>();
        foreach (var node in yaml.Documents)
        {
            if (Identify(path, node, out var finding) is { } document)
            {
                documents.Add(document);
            }
            else
            {
                findings.Add(finding!);
            }
        }

        return new LoadedFile(path, Digest.Of(CanonicalText.Normalise(bytes)), yaml, documents, findings);
    }

    // The length that a tree states is not trusted with memory.
    private static async Task<byte[]?> ReadAsync(ISourceTree tree, string path, long limit, CancellationToken cancellation)
    {
        await using var stream = await tree.OpenAsync(path, cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[32 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > limit)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    private static SourceDocument? Identify(string path, Node node, out Finding? finding)
    {
        var place = new Place(path, node.Line, node.Column);
        var known = DocumentKind.All.Select(kind => kind.Name).ToArray();
        finding = null;
        if (node is not ObjectNode document)
        {
            finding = ValidationCodes.WrongType.Finding("A document must be an object with 'kind' and 'name'.", place);
            return null;
        }

        if (document["kind"] is not ScalarNode { Kind: ScalarKind.Text, Text: var name } written)
        {
            finding = ValidationCodes.UnknownKind.Finding(
                $"The document does not say its kind. Known: {string.Join(", ", known)}.", place, remedy: "Add 'kind', or move the file out of the folders that are read.");
            return null;
        }

        if (DocumentKind.Find(name) is { } kind)
        {
            return new SourceDocument(path, kind, document);
        }

        finding = ValidationCodes.UnknownKind.Finding(
            $"The kind '{(name.Length <= 60 ? name : name[..60] + "...")}' is unknown.{DidYouMean.Hint(name, known)} Known: {string.Join(", ", known)}.",
            place with { Line = written.Line, Column = written.Column });
        return null;
    }
}
