using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

/// <summary>What git wants of the sample, read by the real readers.</summary>
public sealed class ShopItemsTests
{
    [Fact]
    public async Task Every_item_and_script_of_the_sample_is_read_for_every_target()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var tree = WorkTreeSource.Open(Path.Combine(SourceFolders.Repository, "samples", "shop"), new SourceLimits(), cancellation).Value;
        var types = AdapterCatalogue.TargetTypes(SourceFolders.Repository, TimeProvider.System, new LocalSecretSource(SourceFolders.Repository));
        var repository = (await new MetadataReader(types).ReadAsync(tree, cancellation)).Value;
        var state = new DesiredState(new InMemorySpillSpace(), new DesiredStateOptions { YamlRows = YamlRows.Read });
        var counts = new SortedDictionary<ResourceKind, int>();
        foreach (var environment in repository.Environments.Keys)
        {
            foreach (var target in (await state.BindAsync(repository, environment, cancellation)).Value)
            {
                foreach (var slice in (await state.SlicesAsync(repository, target, cancellation)).Value)
                {
                    counts[slice.Kind] = counts.GetValueOrDefault(slice.Kind) + (slice.Kind == ResourceKind.SqlMigrations
                        ? (await state.ReadScriptsAsync(repository, target, slice, cancellation)).Value.Scripts.Count
                        : await CountAsync(state.ReadAsync(repository, target, slice, null, cancellation)));
                }
            }
        }

        Assert.Equal(
            [ResourceKind.Settings, ResourceKind.FeatureFlags, ResourceKind.ReferenceData, ResourceKind.SqlMigrations, ResourceKind.Documents],
            counts.Where(count => count.Value > 0).Select(count => count.Key));
    }

    [Fact]
    public async Task Every_script_of_the_sample_can_be_taken_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var tree = WorkTreeSource.Open(Path.Combine(SourceFolders.Repository, "samples", "shop"), new SourceLimits(), cancellation).Value;
        var repository = (await new MetadataReader(AdapterCatalogue.TargetTypes(SourceFolders.Repository, TimeProvider.System, new LocalSecretSource(SourceFolders.Repository))).ReadAsync(tree, cancellation)).Value;
        var state = new DesiredState(new InMemorySpillSpace());
        var target = (await state.BindAsync(repository, "production", cancellation)).Value.First(binding => binding.Type == "sqlite");
        var slice = (await state.SlicesAsync(repository, target, cancellation)).Value.First(slice => slice.Kind == ResourceKind.SqlMigrations);

        var scripts = (await state.ReadScriptsAsync(repository, target, slice, cancellation)).Value.Scripts;

        Assert.All(scripts, script => Assert.False(script.Facts.LosesData, $"{script.Key}: {script.Facts.LosesDataReason}"));
        Assert.All(scripts, script => Assert.NotNull(script.Undo.Sql));
        Assert.Equal(
            ["U4__create_orders", "U6__track_order_changes", "U9__split_customer_names"],
            scripts.Where(script => script.Undo.Origin == UndoOrigin.Written).Select(script => $"U{script.Key[1..]}"));
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<Core.Findings.Outcome<DesiredItem>> items)
    {
        var count = 0;
        await foreach (var item in items)
        {
            Assert.True(item.Succeeded, string.Join("\n", item.Findings));
            count++;
        }

        return count;
    }
}
