using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>The runs that faults are tried on: one target with a first bundle that is applied without a fault, and a second one that creates, changes and deletes.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    private FaultWorld(Scenario scenario, string run) => (Scenario, Run) = (scenario, run);

    public Scenario Scenario { get; }

    /// <summary>The second run, started and not yet driven.</summary>
    public string Run { get; }

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

    /// <summary>Applies the first bundle, and starts a run of the second.</summary>
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
        Func<IDurableWriteObserver, IStore>? store = null)
    {
        var files = SmallRepository.Files.Where(file => !file.Key.StartsWith("metadata/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        files["environments/production.yaml"] = Environment(targets);
        foreach (var (path, text) in first)
        {
            files[path] = text;
        }

        var scenario = Scenario.Begin(files, store);
        prepare?.Invoke(scenario);
        scenario.Measure(_ => 0);
        scenario.Commit("First");
        var run = await scenario.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        scenario.Measure(_ => takenBack ? 1 : 0);
        foreach (var (path, text) in second)
        {
            scenario.Write(path, text);
        }

        scenario.Commit("Second");
        var started = await scenario.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None);
        return new FaultWorld(scenario, started.Value.Run.Id);
    }

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();
}
