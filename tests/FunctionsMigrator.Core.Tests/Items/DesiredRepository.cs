using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>A repository of given documents and files, and what git wants of it. Documents stand in <c>metadata/x.yaml</c>, line 3.</summary>
internal sealed record DesiredRepository(ISourceTree Tree, params IReadOnlyList<ResourceDocument> Resources)
{
    public static Place Document { get; } = new("metadata/x.yaml", 3, 1);

    public EnvironmentDocument Environment { get; init; } = new()
    {
        Name = "production",
        Place = new Place("environments/production.yaml", 1, 1),
        Variables = Map("""{ "currency": "EUR", "share": 25, "on": true, "list": [1, "two"], "none": null }"""),
        Regions = [new RegionDefinition { Name = "weu", Ring = "canary" }, new RegionDefinition { Name = "eus", Variables = Map("""{ "currency": "USD" }""") }],
        Targets = new Dictionary<string, TargetDefinition> { ["db"] = new() { Type = "sqlite", Settings = Map("""{ "path": "data/${region}.db" }""").ToDictionary() } },
    };

    public ISpillSpace Spill { get; init; } = new InMemorySpillSpace();

    public DesiredStateOptions Options { get; init; } = new();

    public MetadataRepository Repository => field ??= new MetadataRepository
    {
        Repository = new RepositoryDocument { Name = "shop" },
        Environments = new Dictionary<string, EnvironmentDocument> { [Environment.Name] = Environment },
        Policies = new Dictionary<string, PolicyDocument>(),
        Resources = Resources,
        Changes = [],
        Manifest = [],
        Tree = Tree,
    };

    public IDesiredState State => field ??= new DesiredState(Spill, Options);

    public Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync() => State.BindAsync(Repository, Environment.Name, TestContext.Current.CancellationToken);

    public async Task<TargetBinding> TargetAsync(string region = "weu") => (await BindAsync()).Value.First(target => target.Address.Region == region);

    public async Task<Outcome<IReadOnlyList<ResourceSlice>>> SlicesAsync() =>
        await State.SlicesAsync(Repository, await TargetAsync(), TestContext.Current.CancellationToken);

    /// <summary>The items of the first resource; or the findings that keep it from having any.</summary>
    public async Task<Outcome<IReadOnlyList<DesiredItem>>> ItemsAsync(TableShape? shape = null, string region = "weu")
    {
        var slices = await SlicesAsync();
        if (!slices.Succeeded)
        {
            return slices.As<IReadOnlyList<DesiredItem>>();
        }

        var items = new List<DesiredItem>();
        Outcome<DesiredItem>? failure = null;
        await foreach (var item in State.ReadAsync(Repository, await TargetAsync(region), slices.Value[0], shape, TestContext.Current.CancellationToken))
        {
            Assert.True(failure is null, "Nothing follows a failure.");
            if (item.Succeeded)
            {
                items.Add(item.Value);
            }
            else
            {
                failure = item;
            }
        }

        return failure?.As<IReadOnlyList<DesiredItem>>() ?? Outcome.Of<IReadOnlyList<DesiredItem>>(items);
    }

    public async Task<Outcome<ScriptSet>> ScriptsAsync(string region = "weu") =>
        await State.ReadScriptsAsync(Repository, await TargetAsync(region), (await SlicesAsync()).Value[0], TestContext.Current.CancellationToken);

    /// <summary><c>CODE file:line:column</c> of each finding.</summary>
    public static string[] Found<T>(Outcome<T> outcome) => [.. outcome.Findings.Select(finding => $"{finding.Code} {finding.Place}")];

    public static async Task<string> TextAsync(DesiredItem item) => Encoding.UTF8.GetString((await item.Content.ReadAsync(TestContext.Current.CancellationToken)).Span);

    /// <summary>Key and content of each item.</summary>
    public static async Task<string[]> TextsAsync(Outcome<IReadOnlyList<DesiredItem>> items)
    {
        Assert.True(items.Succeeded, string.Join("\n", items.Findings));
        var texts = new List<string>();
        foreach (var item in items.Value)
        {
            Assert.Equal(Digest.Of((await item.Content.ReadAsync(TestContext.Current.CancellationToken)).Span), item.Checksum);
            texts.Add($"{item.Key} = {await TextAsync(item)}");
        }

        return [.. texts];
    }

    public static IReadOnlyDictionary<string, JsonElement> Map(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
