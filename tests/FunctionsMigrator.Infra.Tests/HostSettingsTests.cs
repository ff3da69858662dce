using System.Text.Json;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Infra.Tests;

/// <summary><c>docs/operate.md</c> explains every setting of the engine that <c>host.json</c> makes, and none that it does not.</summary>
public sealed class HostSettingsTests
{
    [Fact]
    public void Every_setting_of_the_engine_is_explained_and_no_other()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFolders.Repository, "host.json")));
        var settings = Leaves(host.RootElement.GetProperty("extensions").GetProperty("durableTask"), "").Order(StringComparer.Ordinal).ToList();

        Assert.Equal(settings, Explained().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Leaves(JsonElement node, string path) => node.ValueKind is JsonValueKind.Object
        ? node.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
        : [path];

    // The first cell of each row names one or more settings, each in backticks.
    private static IEnumerable<string> Explained()
    {
        var text = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs", "operate.md"));
        var rows = text.Split("<!-- host -->")[1].Split("<!-- /host -->")[0].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        return rows.SelectMany(row => row.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1));
    }
}
