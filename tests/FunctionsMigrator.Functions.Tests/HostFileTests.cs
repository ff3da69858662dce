using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>The files that the Functions host reads: the one source at the top level, linked into the app.</summary>
public sealed partial class HostFileTests
{
    private static readonly JsonElement Host = Read("host.json");
    private static readonly JsonElement Durable = Host.GetProperty("extensions").GetProperty("durableTask");

    [Fact]
    public void New_instances_start_under_the_present_version_of_the_workflows()
    {
        Assert.Equal(PlatformVersion.Of(Workflows.CurrentVersion), Durable.GetProperty("defaultVersion").GetString());
        Assert.Equal("CurrentOrOlder", Durable.GetProperty("versionMatchStrategy").GetString());
        Assert.Equal("Reject", Durable.GetProperty("versionFailureStrategy").GetString());
    }

    [Fact]
    public void The_hub_has_a_name_that_the_platform_takes()
    {
        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", Durable.GetProperty("hubName").GetString());
        Assert.InRange(Durable.GetProperty("storageProvider").GetProperty("partitionCount").GetInt32(), 1, 16);
    }

    [Fact]
    public void Routes_have_no_prefix_so_that_addresses_are_those_of_the_API()
    {
        Assert.Equal("2.0", Host.GetProperty("version").GetString());
        Assert.Equal("", Host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void Inputs_and_outputs_of_steps_are_not_traced()
    {
        Assert.False(Durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
        Assert.Equal("V2", Durable.GetProperty("tracing").GetProperty("version").GetString());
    }

    [Fact]
    public void Every_setting_of_the_engine_is_explained_and_no_other_one()
    {
        var page = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs/operate.md"));
        var table = page[page.IndexOf("<!-- host -->", StringComparison.Ordinal)..page.IndexOf("<!-- /host -->", StringComparison.Ordinal)];
        var explained = FirstColumn().Matches(table).SelectMany(row => Names().Matches(row.Value)).Select(name => name.Groups[1].Value);

        Assert.Equal(Keys(Durable, "").Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_sample_of_local_settings_starts_the_app_once_its_keys_are_filled_in()
    {
        var values = Read("local.settings.sample.json").GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString(), StringComparer.Ordinal);

        var read = AppOptions.Read(values);

        Assert.True(read.Succeeded, string.Join('\n', read.Findings));
        Assert.Equal("UseDevelopmentStorage=true", read.Value.StoreConnection);
        Assert.Equal("dotnet-isolated", values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Contains("FM_SECRET_FM_STORE_KEYS", values.Keys);
    }

    [Fact]
    public void Settings_of_a_machine_are_never_published_nor_committed()
    {
        var project = File.ReadAllText(Path.Combine(SourceFolders.Repository, "src/FunctionsMigrator.Functions/FunctionsMigrator.Functions.csproj"));
        var line = project.Split('\n').Single(line => line.Contains("local.settings.json", StringComparison.Ordinal));

        Assert.Contains("CopyToPublishDirectory=\"Never\"", line, StringComparison.Ordinal);
        Assert.Contains("local.settings.json", File.ReadAllLines(Path.Combine(SourceFolders.Repository, ".gitignore")).Select(text => text.Trim('/')));
    }

    private static JsonElement Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceFolders.Repository, file)));
        return json.RootElement.Clone();
    }

    private static IEnumerable<string> Keys(JsonElement element, string prefix) => element.EnumerateObject().SelectMany(member => member.Value.ValueKind is JsonValueKind.Object
        ? Keys(member.Value, $"{prefix}{member.Name}.")
        : [prefix + member.Name]);

    [GeneratedRegex(@"^\| `[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex FirstColumn();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();
}
