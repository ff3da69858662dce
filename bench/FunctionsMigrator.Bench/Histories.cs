using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Replaying;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Bench;

/// <summary>How large the histories of a run become, by its shape.</summary>
internal static class Histories
{
    public static async Task RunAsync()
    {
        var table = new Table("shape                              ", "instances", "facts", "longest history", "KB");
        foreach (var (name, shape) in RunShape.All)
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));
            await using var store = new InMemoryEventStore(time);
            var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, new ShapedSteps(shape, time).All, time);
            await engine.StartAsync(Workflows.Run, "run", Workflows.CurrentVersion, new RunInput("run", shape.TakesBack), CancellationToken.None);
            for (var outcome = await engine.RunUntilIdleAsync("run", CancellationToken.None); !outcome.Final; outcome = await engine.RunUntilIdleAsync("run", CancellationToken.None))
            {
                time.Advance(outcome.NextTimer!.Value - time.GetUtcNow());
            }

            var (instances, facts, longest, bytes) = (0, 0, 0, 0L);
            for (var open = new Queue<string>(["run"]); open.TryDequeue(out var instance); instances++)
            {
                var history = await store.ReadAsync(instance, CancellationToken.None);
                (facts, longest, bytes) = (facts + history.Count, Math.Max(longest, history.Count), bytes + HistoryFile.Write(history).Length);
                foreach (var child in history.OfType<ChildrenScheduled>().SelectMany(call => call.Children))
                {
                    open.Enqueue($"{instance}.{child.Suffix}");
                }
            }

            table.Add(name, $"{instances}", $"{facts}", $"{longest}", $"{bytes / 1024}");
        }
    }
}
