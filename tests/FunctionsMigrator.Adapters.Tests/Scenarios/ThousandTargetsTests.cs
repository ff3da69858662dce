using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>A thousand targets in one environment.</summary>
public sealed class ThousandTargetsTests
{
    private const int Targets = 1_000;
    private const int Canaries = 20;

    [Fact]
    public async Task Ten_of_a_thousand_fail_while_they_are_written_and_the_rest_is_done_and_no_history_grows_beyond_500_facts()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        Assert.True(run.IsAtGate(), $"{run.State} {run.ReasonCode} {run.Reason}");

        // Whatever becomes of them between the canary and the rest: a value that nobody planned for, or something else where the folder is to be.
        var failing = Enumerable.Range(0, 10).Select(number => Canaries + (((number * 7919) + 4711) % (Targets - Canaries))).Select(Region).ToList();
        foreach (var (at, region) in failing.Index())
        {
            if (at % 2 == 0)
            {
                world.Write($"data/{region}/config/settings.json", """{ "checkout/timeoutSeconds": 99 }""");
            }
            else
            {
                world.Write($"data/{region}/config", "this is no folder");
            }
        }

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Advance), Scenario.Key("bo"));

        Assert.Equal(RunState.Partial, run.State);
        Assert.StartsWith("10 of the units keep what they had: ", run.Reason, StringComparison.Ordinal);
        var targets = (await world.Migrator.GetAsync(run.Id, CancellationToken.None)).Value.Targets;
        Assert.Equal(Targets - 10, targets.Count(target => target.Progress is TargetProgress.Applied));
        Assert.Equal(failing.Order(StringComparer.Ordinal), targets.Where(target => target is { Progress: TargetProgress.Failed, Message: not null }).Select(target => target.Address.Region).Order(StringComparer.Ordinal));
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", run.Id, CancellationToken.None)).State);
        foreach (var (instance, facts) in await world.HistoriesAsync(run.Id))
        {
            Assert.True(facts.Count <= 500, $"{instance} has {facts.Count} facts.");
        }
    }

    private static Scenario Begin()
    {
        var world = Scenario.Begin(SmallRepository.Files);
        foreach (var path in new[] { "metadata/schema.yaml", "metadata/sql/V1__colours.sql", "metadata/colours.yaml", "metadata/colours.csv" })
        {
            world.Remove(path);
        }

        var regions = Enumerable.Range(0, Targets).Select(number => $"  - {{ name: {Region(number)}{(number < Canaries ? ", labels: [first, small]" : "")} }}\n");
        world.Write("environments/production.yaml", $$"""
                kind: Environment
                name: production
                policy: production
                regions:
                {{string.Concat(regions)}}targets:
                  config: { type: files, path: "data/${region}/config" }
                rollout: { waves: [ { label: first, maxFailures: 0, pause: until advanced }, { rest: true } ], maxFailures: 10 }
                """)
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30"))
            .Commit("First");
        return world;
    }

    private static string Region(int number) => $"r{number.ToString("D4", CultureInfo.InvariantCulture)}";
}
