using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>A step that ends its process each time it is started, as one does that needs more memory than there is.</summary>
public sealed class PoisonTests
{
    private const int Starts = 5;

    [Fact]
    public async Task A_step_that_ends_its_process_again_and_again_is_given_up_and_the_run_is_taken_back()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;

        await DieAsync(world, started.Id, "engine append", ".w1.");
        Assert.Equal(RunState.Applying, (await world.RecordAsync(started.Id)).State);
        for (var start = 0; start < Starts; start++)
        {
            await DieAsync(world, started.Id, "target write", "west/config");
        }

        var run = await world.DriveAsync(started.Id);

        Assert.Equal((RunState.RolledBack, RunCodes.NoProgress.Code), (run.State, run.ReasonCode));
        Assert.False(File.Exists(Path.Combine(world.Root, "data/west/config/settings.json")));
    }

    [Fact]
    public async Task Fewer_deaths_than_that_give_nothing_up()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;

        await DieAsync(world, started.Id, "engine append", ".w1.");
        for (var start = 0; start < Starts - 1; start++)
        {
            await DieAsync(world, started.Id, "target write", "west/config");
        }

        Assert.Equal(RunState.Completed, (await world.DriveAsync(started.Id)).State);
    }

    [Fact]
    public async Task Writing_that_answers_again_and_again_without_coming_further_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var store = new InMemoryEventStore(time);
        var steps = new ShapedSteps(new RunShape(Groups: 1, Targets: 2, Rounds: 1, Pieces: 1_000, Stuck: true), time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, steps.All, time);
        await engine.StartAsync(Workflows.Run, "run", Workflows.CurrentVersion, new RunInput("run", false), TestContext.Current.CancellationToken);

        var outcome = await engine.RunUntilIdleAsync("run", TestContext.Current.CancellationToken);

        Assert.Equal("Failed", outcome.Output!.Value.GetProperty("state").GetString());
        Assert.Contains("in 5 starts", outcome.Output.Value.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static async Task DieAsync(Scenario world, string run, string begins, string contains)
    {
        world.Mortality.DieBefore(begins, write => write.Contains(contains, StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(run));
        Assert.True(world.Mortality.Dead);
        world.Mortality.Revive();
        world.Time.Advance(new EngineOptions().LeaseDuration);
        world.Open();
    }
}
