using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>The sample shop, commit by commit, as <c>samples/shop-changes/README.md</c> tells it.</summary>
public sealed class ShopScenarioTests
{
    [Fact]
    public async Task The_four_commits_of_the_sample_end_as_its_readme_says()
    {
        await using var shop = Scenario.BeginWith(Path.Combine(SourceFolders.Repository, "samples/shop"));
        shop.Commit("Move the shop's metadata to git");
        Assert.Equal(RunState.Completed, await ThroughAsync(shop, "kim"));

        shop.Overlay(Path.Combine(SourceFolders.Repository, "samples/shop-changes/b-one-page-checkout")).Commit("One-page checkout");
        Assert.Equal(RunState.Completed, await ThroughAsync(shop, "kim"));
        var before = shop.Read("data/production/westeurope/config/settings.json");

        shop.Overlay(Path.Combine(SourceFolders.Repository, "samples/shop-changes/c-broken-tax-rates")).Commit("New standard rates");
        Assert.Equal(RunState.RolledBack, await ThroughAsync(shop, "kim"));
        Assert.Equal(before, shop.Read("data/production/westeurope/config/settings.json"));

        var settings = shop.Read("data/production/westeurope/config/settings.json");
        shop.Write("data/production/westeurope/config/settings.json", settings.Replace("\"checkout/timeoutSeconds\": 30", "\"checkout/timeoutSeconds\": 20", StringComparison.Ordinal));
        shop.Overlay(Path.Combine(SourceFolders.Repository, "samples/shop-changes/d-timeout")).Commit("Longer checkout timeout");
        Assert.Equal(RunState.Conflict, await ThroughAsync(shop, "kim"));
    }

    private static async Task<RunState> ThroughAsync(Scenario shop, string approver)
    {
        foreach (var environment in new[] { "test", "staging", "production" })
        {
            var run = await shop.RunAsync(environment);
            while (run.State is RunState.AwaitingApproval)
            {
                run = await shop.ApproveAsync(run.Id, approver);
            }

            Assert.True(run.State.IsFinal(), $"{run.Id} {run.State} {run.Reason}");
            if (environment == "production")
            {
                return run.State;
            }

            Assert.True(run.State is RunState.Completed, $"{run.Id} {run.State} {run.ReasonCode} {run.Reason}");
        }

        throw new InvalidOperationException();
    }
}
