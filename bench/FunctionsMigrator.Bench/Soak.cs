using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Bench;

/// <summary>
/// Small runs, one after the other, on the embedded engine and its file: the whole workflow of a run with one target, every fact on the disk before it counts. Then what ended
/// is purged, and as many runs again as fit into one line show that the space is used again.
/// </summary>
internal static class Soak
{
    private const int Lines = 10;

    public static async Task RunAsync(int runs)
    {
        var folder = Directory.CreateTempSubdirectory("fm-soak-");
        try
        {
            await MeasureAsync(Path.Combine(folder.FullName, "engine.db"), runs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string file, int runs)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));
        await using var store = await SqliteEventStore.OpenAsync(file, time);
        var engine = new EmbeddedEngine(store, WorkflowCatalogue.All, new ShapedSteps(new RunShape(Groups: 1, Targets: 1, Rounds: 1), time).All, time);
        var table = new Table("runs       ", "runs/s", "kept MB", "peak working set MB", "file MB", "KB a run");
        var line = Math.Max(1, runs / Lines);
        for (var done = 0; done < runs; done += line)
        {
            await LineAsync(table, engine, file, time, done, line, $"{done + line}");
        }

        time.Advance(TimeSpan.FromDays(31));
        var begun = TimeProvider.System.GetTimestamp();
        var purged = await engine.PurgeAsync(time.GetUtcNow() - TimeSpan.FromDays(30), CancellationToken.None);
        table.Add($"purge {purged}", Amount.Number(purged / TimeProvider.System.GetElapsedTime(begun).TotalSeconds, "0"), Amount.Megabytes(Amount.Kept()), Amount.Megabytes(Amount.Peak()), Amount.Megabytes(Size(file)), "");
        await LineAsync(table, engine, file, time, runs, line, $"and {line}");
    }

    private static async Task LineAsync(Table table, EmbeddedEngine engine, string file, FakeTimeProvider time, int first, int count, string name)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var run = first; run < first + count; run++)
        {
            var id = $"run-{run}";
            await engine.StartAsync(Workflows.Run, id, Workflows.CurrentVersion, new RunInput(id, TakesBack: false), CancellationToken.None);
            var outcome = await engine.RunUntilIdleAsync(id, CancellationToken.None);
            if (outcome.State != DriveState.Completed)
            {
                throw new InvalidOperationException($"{id}: {outcome}");
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        table.Add(
            name, Amount.Number(count / seconds), Amount.Megabytes(Amount.Kept()), Amount.Megabytes(Amount.Peak()), Amount.Megabytes(Size(file)), Amount.Number(Size(file) / 1024.0 / (first + count)));
    }

    private static long Size(string file) => Directory.GetFiles(Path.GetDirectoryName(file)!, "engine.db*").Sum(path => new FileInfo(path).Length);
}
