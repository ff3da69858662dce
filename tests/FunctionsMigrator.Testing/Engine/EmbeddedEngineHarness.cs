using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>The embedded engine over any of its stores.</summary>
/// <param name="time">The fake time; the store must use the same.</param>
/// <param name="openStore">Opens the store as a new process does: the storage behind it stays.</param>
/// <param name="cleanUp">Removes the storage.</param>
public sealed class EmbeddedEngineHarness(FakeTimeProvider time, Func<Task<IEventStore>> openStore, Action cleanUp) : IRestartableEngineHarness
{
    private readonly RecordingLogger<EmbeddedEngine> _logger = new();
    private readonly EngineOptions _options = new();
    private KillSwitch _kill = new();
    private IEventStore? _store;
    private EmbeddedEngine? _engine;

    /// <summary>The engine of the present process.</summary>
    public EmbeddedEngine Engine => _engine ?? throw new InvalidOperationException("No process is open.");

    /// <inheritdoc/>
    public IWorkflowClient Client => Engine;

    /// <inheritdoc/>
    public IReadOnlyList<string> WorkflowLog => [.. _logger.Lines.Where(line => line.Event == "Workflow").Select(line => line.Message[(line.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..])];

    /// <summary>Begins a process that dies as the switch says.</summary>
    public async Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps, KillSwitch kill)
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _kill = kill;
        _store = await openStore();
        _engine = new EmbeddedEngine(new ObservedEventStore(_store, kill), workflows, steps, time, _options, _logger);
    }

    /// <inheritdoc/>
    public Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps) => OpenAsync(workflows, steps, new KillSwitch());

    /// <inheritdoc/>
    public Task KillAsync()
    {
        _kill.Kill();
        time.Advance(_options.LeaseDuration);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<InstanceView?> SettleAsync(string instanceId)
    {
        try
        {
            var outcome = await Engine.RunUntilIdleAsync(instanceId, CancellationToken.None);
            Assert.True(outcome.State is not (DriveState.LeasedElsewhere or DriveState.Unavailable), $"It cannot be driven: {outcome}");
            return await Engine.GetAsync(instanceId, CancellationToken.None);
        }
        catch (ProcessKilledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task AdvanceAsync(TimeSpan by)
    {
        time.Advance(by);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<int> CountAnswersAsync(string instanceId) =>
        (await _store!.ReadAsync(instanceId, CancellationToken.None)).Count(fact => fact is StepCompleted or ChildCompleted);

    /// <summary>How many facts the instance's history has.</summary>
    public async Task<int> CountFactsAsync(string instanceId) => (await _store!.ReadAsync(instanceId, CancellationToken.None)).Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        cleanUp();
    }
}
