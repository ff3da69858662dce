using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Reads YAML files of rows for <see cref="Core.Items.DesiredStateOptions.YamlRows"/>.</summary>
public static class YamlRows
{
    /// <summary>The one document of the file as JSON, numbers with all their digits. A file of another number of documents and everything that is no YAML are findings.</summary>
    public static Outcome<JsonElement> Read(string text, string file)
    {
        var yaml = YamlReader.Read(file, Encoding.UTF8.GetBytes(text));
        return yaml.Findings.Any(finding => finding.Severity == Severity.Error) ? Outcome.Fail<JsonElement>(yaml.Findings)
            : yaml.Documents is [var only] ? Outcome.Of(NodeJson.ElementOf(only), yaml.Findings)
            : ItemCodes.RowShape.Fail<JsonElement>($"The file holds {yaml.Documents.Count} YAML documents; rows are one list.", new Place(file));
    }
}
