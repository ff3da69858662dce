using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Tests.Doubles;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests.Durable;

/// <summary>The whole workflow, through the app's own functions, does on the platform what it does on the embedded engine: the same steps under the same keys in the same instances.</summary>
public sealed class WholeRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, RunShape> Shapes => new()
    {
        { "Completed", new RunShape(Groups: 2, Targets: 3, Rounds: 2, Pieces: 1, Retries: 1) },
        { "Completed", new RunShape(Groups: 1, Targets: 2, Rounds: 1, Bake: TimeSpan.FromMinutes(50)) },
        { "RolledBack", new RunShape(Groups: 2, Targets: 3, Rounds: 2, Fails: true) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_run_makes_the_calls_that_it_makes_on_the_embedded_engine(string ends, RunShape shape)
    {
        var (embedded, embeddedState) = await OnTheEmbeddedEngineAsync(shape);
        var (durable, durableState) = await OnTheAppAsync(shape);

        Assert.Equal((ends, ends), (embeddedState, durableState));
        Assert.Equal(embedded, durable);
    }

    private static async Task<(IReadOnlyList<string> Calls, string State)> OnTheEmbeddedEngineAsync(RunShape shape)
    {
        var time = new FakeTimeProvider();
        await using var store = new InMemoryEventStore(time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, new ShapedSteps(shape, time).All, time);
        await engine.StartAsync(Workflows.Run, "run", 1, new RunInput("run", false), Token);
        for (var outcome = await engine.RunUntilIdleAsync("run", Token); !outcome.Final; outcome = await engine.RunUntilIdleAsync("run", Token))
        {
            time.Advance(outcome.NextTimer!.Value - time.GetUtcNow());
        }

        var calls = new List<string>();
        for (var open = new Queue<string>(["run"]); open.TryDequeue(out var instance);)
        {
            foreach (var fact in await store.ReadAsync(instance, Token))
            {
                switch (fact)
                {
                    case StepScheduled call:
                        calls.Add($"{instance}#{call.Position} {call.Step}");
                        break;
                    case StepsScheduled call:
                        calls.AddRange(call.Inputs.Select((_, i) => $"{instance}#{call.Position}.{i} {call.Step}"));
                        break;
                    case ChildrenScheduled call:
                        call.Children.ToList().ForEach(child => open.Enqueue($"{instance}.{child.Suffix}"));
                        break;
                    default:
                        break;
                }
            }
        }

        return ([.. calls.Order(StringComparer.Ordinal)], (await engine.GetAsync("run", Token))!.Output!.Value.GetProperty("state").GetString()!);
    }

    private static async Task<(IReadOnlyList<string> Calls, string State)> OnTheAppAsync(RunShape shape)
    {
        var time = new FakeTimeProvider();
        var hub = new TaskHub(time, together: true);
        var client = new DurableRunClient(new HubClient(hub));
        var orchestrators = new Orchestrators(new DurableWorkflows(WorkflowCatalogue.All));
        var activities = new Activities(new DurableSteps(new ShapedSteps(shape, time).All, NullLogger<DurableSteps>.Instance));
        var calls = new ConcurrentQueue<string>();
        var worker = new HubWorker(
            hub,
            FunctionsOf(typeof(Orchestrators)).ToDictionary(NameOf, function => function.CreateDelegate<Func<TaskOrchestrationContext, Task<string>>>(orchestrators)),
            FunctionsOf(typeof(Activities)).ToDictionary(NameOf, function =>
            {
                var run = function.CreateDelegate<Func<string, CancellationToken, Task<string>>>(activities);
                return (Func<string, CancellationToken, Task<string>>)((call, stop) =>
                {
                    calls.Enqueue($"{JsonDocument.Parse(call).RootElement.GetProperty("key").GetString()} {NameOf(function)}");
                    return run(call, stop);
                });
            }),
            NullLoggerFactory.Instance);
        await client.StartAsync(Workflows.Run, "run", 1, new RunInput("run", false), Token);
        while (await worker.SettleAsync() && !hub.Find("run")!.Ended)
        {
            time.Advance(hub.NextTimer!.Value - time.GetUtcNow().UtcDateTime);
        }

        var view = (await client.GetAsync("run", Token))!;
        Assert.True(view.State == InstanceState.Completed, view.Problem);
        Assert.All(hub.All(), instance => Assert.True(instance.Ended));
        return ([.. calls.Order(StringComparer.Ordinal)], view.Output!.Value.GetProperty("state").GetString()!);
    }

    private static IEnumerable<MethodInfo> FunctionsOf(Type type) => type.GetMethods().Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;
}
