using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>The runs that faults are tried on: one target with a first bundle that is applied without a fault, and a second one that creates, changes and deletes.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    private int _runs;

    private FaultWorld(Scenario scenario) => Scenario = scenario;

    public Scenario Scenario { get; }

    /// <summary>The run of the second bundle that was started last; empty before.</summary>
    public string Run { get; private set; } = "";

    /// <summary>The environment with these targets, and an analysis that decides how the run ends.</summary>
    public static string Environment(string targets) => $$"""
        kind: Environment
        name: production
        regions: [ { name: west } ]
        targets:
          {{targets}}
        rollout: { waves: [ { percent: 100, bake: 1s } ], analyses: [errors] }
        analyses:
          errors: { http: { url: "http://127.0.0.1/errors" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s, count: 1 }
        """;

    /// <summary>Applies the first bundle, and writes the second, of which nothing is started yet.</summary>
    /// <param name="targets">The environment's targets, each in one line.</param>
    /// <param name="first">Files of the first bundle.</param>
    /// <param name="second">Files that differ in the second.</param>
    /// <param name="takenBack">Whether the analysis fails, so that the run takes back what it did.</param>
    /// <param name="prepare">Is given the scenario before anything runs.</param>
    /// <param name="store">Makes the store.</param>
    public static async Task<FaultWorld> BeginAsync(
        string targets,
        IReadOnlyDictionary<string, string> first,
        IReadOnlyDictionary<string, string> second,
        bool takenBack,
        Action<Scenario>? prepare = null,
        Func<IDurableWriteObserver, Task<IStore>>? store = null)
    {
        var files = SmallRepository.Files.Where(file => !file.Key.StartsWith("metadata/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        files["environments/production.yaml"] = Environment(targets);
        var scenario = (store is null ? Scenario.Begin(files) : await Scenario.BeginAsync(files, store)).Write(first);
        prepare?.Invoke(scenario);
        scenario.Measure(_ => 0);
        scenario.Commit("First");
        var run = await scenario.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        scenario.Measure(_ => takenBack ? 1 : 0);
        scenario.Write(second);
        return new FaultWorld(scenario);
    }

    /// <summary>
    /// Starts a run of the second bundle, under a commit of its own, and leaves it to the test to drive it. A run that is taken back leaves everything as it was, so the next one
    /// plans and does exactly the same.
    /// </summary>
    public async Task StartAsync()
    {
        Scenario.Write("NOTES.md", $"{++_runs}\n").Commit($"Second, {_runs}");
        var started = await Scenario.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        Run = started.Value.Run.Id;
    }

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();
}
