using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>What the scenarios of drift have in common: a world whose first commit is applied, and hands that change values behind its back.</summary>
internal static class DriftWorld
{
    public const string North = "data/north/config/settings.json";
    public const string East = "data/east/config/settings.json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Scenario> CompletedAsync(string policy = "")
    {
        var world = SmallRepository.Begin(policy);
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        return world;
    }

    /// <summary>Somebody changes a value on a target; a minute passes.</summary>
    public static Scenario Change(this Scenario world, string file, string from, string to)
    {
        var text = world.Read(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        return world.Write(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    public static async Task<DriftRecord> LookAsync(this Scenario world) => Assert.Single((await new DriftCheck(world.Services).LookAsync(Cancellation)).Value);

    public static async Task<IReadOnlyList<DriftedItem>> DriftedAsync(this Scenario world, bool all = false) =>
        await world.Migrator.ListDriftedItemsAsync(new DriftFilter("production", all), Cancellation).ToListAsync(Cancellation);

    public static async Task<IReadOnlyList<DriftAlert>> AlertsAsync(this Scenario world) => await new DriftAlerts(world.Store.Records).ListAsync(Cancellation).ToListAsync(Cancellation);
}
