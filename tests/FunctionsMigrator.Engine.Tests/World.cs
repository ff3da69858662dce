using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Engine.Stores.Records;
using FunctionsMigrator.Testing.Engine;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

public enum Medium
{
    Memory,
    Sqlite,
    Records,
}

/// <summary>A machine with a clock and storage, on which engines come and go.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly WorkflowName<string, string> Main = new("main");
    public static readonly WorkflowName<string, string> Child = new("child");
    public static readonly Step<string, string> Work = new("work");
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fm-engine-");
    private readonly Medium _medium;
    private readonly InMemoryEventStore _memory;
    private readonly InMemoryRecordStore _records = new();
    private readonly List<IEventStore> _stores = [];

    public World(Medium medium = Medium.Memory) => (_medium, _memory) = (medium, new InMemoryEventStore(Time));

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    public string File => Path.Combine(_folder.FullName, "engine.db");

    public RecordingLogger<EmbeddedEngine> Log { get; } = new();

    public Transcript Ran { get; } = new();

    public EngineOptions Options { get; init; } = new();

    /// <summary>A new process's view of the storage.</summary>
    public async Task<IEventStore> OpenStoreAsync(SqliteEventStoreOptions? options = null, IDurableWriteObserver? records = null)
    {
        IEventStore store = _medium switch
        {
            Medium.Memory => _memory,
            Medium.Records when records is null => new TurningEventStore(new RecordEventStore(_records, Time), new RecordEventStore(_records, Time)),
            Medium.Records => new RecordEventStore(new WatchedRecordStore(_records, records), Time),
            _ => await SqliteEventStore.OpenAsync(File, Time, options),
        };
        _stores.Add(store);
        return store;
    }

    /// <summary>A new process with this code.</summary>
    public async Task<EmbeddedEngine> EngineAsync(
        Func<IWorkflowContext, string, Task<string>> main, Func<IWorkflowContext, string, Task<string>>? child = null,
        Func<StepContext, string, CancellationToken, Task<string>>? work = null, string owner = "one", IDurableWriteObserver? observer = null, IEventStore? store = null)
    {
        store ??= await OpenStoreAsync();
        return new EmbeddedEngine(
            observer is null ? store : new ObservedEventStore(store, observer),
            [WorkflowHandler.For(Main, main), WorkflowHandler.For(Child, child ?? ((_, input) => Task.FromResult(input)))],
            [Step(work)], Time, Options with { Owner = owner }, Log);
    }

    public StepHandler Step(Func<StepContext, string, CancellationToken, Task<string>>? work = null) => StepHandler.For(Work, async (context, input, cancellation) =>
    {
        Ran.Add($"{input} {context.Key}");
        return StepReply.Of(work is null ? input : await work(context, input, cancellation));
    });

    public static string Join(IReadOnlyList<StepReply<string>> replies) => string.Join(", ", replies.Select(reply => reply.Succeeded ? reply.Value : reply.Failure!.Code));

    /// <summary>Lets fake time pass in small steps until something has happened in tasks that wait for it.</summary>
    public async Task PassTimeUntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "It did not come to that.");
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    public Task PassTimeUntilAsync(Func<bool> condition) => PassTimeUntilAsync(() => Task.FromResult(condition()));

    public async Task CloseStoresAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _stores.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseStoresAsync();
        _folder.Delete(recursive: true);
    }
}
