using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class ScratchNeighbourTests
{
    [Theory]
    [InlineData("sqlite", "app.db")]
    [InlineData("files", "config")]
    public async Task Scratch_targets_of_one_run_are_made_and_removed_at_once_without_meeting(string type, string path)
    {
        using var place = new LocalPlaceFixture();
        var made = AdapterCatalogue.TargetTypes(place.Base, TimeProvider.System, new LocalSecretSource(place.Base)).Single(candidate => candidate.Name == type);

        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (region, cancellation) =>
        {
            var binding = Bind(type, path, region);
            for (var round = 0; round < 20; round++)
            {
                var scratch = await made.CreateScratchAsync(binding, new ScratchRequest("run-1", [], []), cancellation);
                Assert.True(scratch.Succeeded, string.Join(", ", scratch.Findings));
                await scratch.Value.DisposeAsync();
                Assert.NotEmpty(place.Scratch("run-1"));
                await made.DropScratchAsync(binding, "run-1", cancellation);
            }
        });

        Assert.Empty(place.Scratch("run-1"));
    }

    private static TargetBinding Bind(string type, string path, int region)
    {
        var binding = LocalPlaceFixture.Bind(type, path);
        return binding with { Address = binding.Address with { Region = $"region{region}" } };
    }
}
