using System.Text.Json;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Stores;

/// <summary>Finds <c>store:</c> of a repository before anything else of it is read: whatever is wrong elsewhere is told by whoever reads that.</summary>
public static class StoreDefinition
{
    private const string FileName = "migrator.yaml";
    private const int MostBytes = 4 << 20;

    /// <summary>What <c>store:</c> of <c>migrator.yaml</c> says; null where it says nothing or is not there yet. A file that is no YAML is a finding.</summary>
    /// <param name="folder">Root of the repository's work tree.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Outcome<JsonElement?>> ReadAsync(string folder, CancellationToken cancellation)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
        {
            return Outcome.Of((JsonElement?)null);
        }

        if (file.Length > MostBytes)
        {
            return ValidationCodes.TooLarge.Fail<JsonElement?>($"The file has more than {MostBytes} bytes.", new Place(FileName));
        }

        var yaml = YamlReader.Read(FileName, await File.ReadAllBytesAsync(file.FullName, cancellation));
        if (yaml.Findings.Any(finding => finding.Severity is Severity.Error))
        {
            return Outcome.Fail<JsonElement?>([.. yaml.Findings]);
        }

        var store = yaml.Documents.OfType<ObjectNode>().FirstOrDefault(document => document["kind"] is ScalarNode { Text: "Repository" })?["store"];
        return Outcome.Of(store is null ? (JsonElement?)null : NodeJson.ElementOf(store));
    }
}
