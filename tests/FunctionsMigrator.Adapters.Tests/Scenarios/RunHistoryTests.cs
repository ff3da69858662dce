using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>
/// The recorded histories of whole runs, parents and children: what every version that ever ran wrote, and what the workflow's code must still fit. A recording is never
/// changed; a change of the workflow's behaviour gets a version and recordings of its own.
/// </summary>
public sealed class RunHistoryTests
{
    private static readonly string Folder = Path.Combine(SourceFolders.Project, "Scenarios/Histories");

    public static TheoryData<string> Recordings => [.. Directory.GetFiles(Folder, "*.jsonl", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task The_workflow_still_fits_every_beginning_of_what_it_once_did(string file)
    {
        var facts = HistoryFile.Read(await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken)).Value;
        var workflow = WorkflowCatalogue.All.Single(handler => handler.Name == ((InstanceStarted)facts[0]).Workflow);

        Assert.All(Enumerable.Range(1, facts.Count), count => Assert.Null(HistoryReplayer.Replay([.. facts.Take(count)], workflow)));
    }

    [Fact]
    public async Task Every_workflow_is_recorded()
    {
        var recorded = new HashSet<string>();
        foreach (var file in Directory.GetFiles(Folder, "*.jsonl", SearchOption.AllDirectories))
        {
            recorded.Add(((InstanceStarted)HistoryFile.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Value[0]).Workflow);
        }

        // A level is started for more than fifty groups; the bound of histories is tested with it.
        Assert.Equal(WorkflowCatalogue.All.Select(workflow => workflow.Name).Where(name => name != "Level").Order(), recorded.Order());
    }

    [Fact]
    public async Task Runs_that_complete_roll_back_and_are_taken_back_are_recorded_for_this_version()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var completed = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, completed.State);

        var started = await world.Migrator.RollBackAsync(new(completed.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var taken = await world.DriveAsync(started.Value.Run.Id);
        Assert.Equal(RunState.Completed, taken.State);

        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], analyses: [errors]",
                "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, failureCondition: result >= 0.05, interval: 10s }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Measure(_ => 0.5);
        var rolledBack = await world.RunAsync("production");
        Assert.Equal(RunState.RolledBack, rolledBack.State);

        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { ring: canary, bake: 1m }, { percent: 100 } ], background: [errors]",
                "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, failureCondition: result >= 0.05, interval: 10s }"))
            .Commit("Watched");
        world.Measure(_ => 0);
        var watched = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, watched.State);

        await RecordAsync(world, "watched", watched.Id);
        await RecordAsync(world, "completed", completed.Id);
        await RecordAsync(world, "taken-back", taken.Id);
        await RecordAsync(world, "rolled-back", rolledBack.Id);
    }

    // What a version wrote is written down once; later it is only replayed, whatever the present code writes.
    private static async Task RecordAsync(Scenario world, string name, string run)
    {
        foreach (var (instance, facts) in await world.HistoriesAsync(run))
        {
            var file = Path.Combine(Folder, $"v{Workflows.CurrentVersion}", name, $"run{instance[run.Length..]}.jsonl");
            if (!File.Exists(file))
            {
                Approved.Check(HistoryFile.Write(facts), file, Environment.GetEnvironmentVariable("FM_APPROVE") == "1");
            }
        }
    }
}
