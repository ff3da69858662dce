using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Testing.Engine;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>The adapter over the double of the platform.</summary>
/// <param name="together">Whether a turn is shown everything that has arrived, or one thing only: a platform does both.</param>
internal sealed class DurableHarness(bool together = true) : IRestartableEngineHarness
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLoggers _loggers = new();
    private TaskHub? _hub;
    private HubWorker? _worker;

    public TaskHub Hub => _hub ??= new TaskHub(_time, together);

    public IWorkflowClient Client => new DurableRunClient(new HubClient(Hub));

    /// <summary>What the platform fails with when it should run an activity; null: it runs it.</summary>
    public Func<string, Exception?> Fails { get; set; } = _ => null;

    public IReadOnlyList<string> WorkflowLog =>
        [.. _loggers.Logger.Lines.Where(line => line.Event == "Workflow").Select(line => line.Message[(line.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..])];

    public IReadOnlyList<(string Event, string Message, Exception? Exception)> Log => _loggers.Logger.Lines;

    public Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps) => OpenAsync(workflows, steps, null);

    public async Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps, Version? newest)
    {
        await CloseAsync();
        var code = new DurableWorkflows(workflows);
        var work = new DurableSteps(steps, new Logger<DurableSteps>(_loggers));
        _worker = new HubWorker(
            Hub, workflows.ToDictionary(workflow => workflow.Name, _ => (Func<TaskOrchestrationContext, Task<string>>)code.RunAsync),
            steps.ToDictionary(step => step.Name, step => (Func<string, CancellationToken, Task<string>>)((call, stop) =>
                Fails(step.Name) is { } failure ? Task.FromException<string>(failure) : work.RunAsync(step.Name, call, stop))), _loggers, newest);
    }

    /// <summary>Ends the process in good order.</summary>
    public async Task CloseAsync()
    {
        if (_worker is not null)
        {
            await _worker.StopAsync();
        }
    }

    public Task KillAsync()
    {
        _worker!.Kill();
        _worker = null;
        return Task.CompletedTask;
    }

    public async Task<InstanceView?> SettleAsync(string instanceId) => await _worker!.SettleAsync() ? await Client.GetAsync(instanceId, CancellationToken.None) : null;

    public Task AdvanceAsync(TimeSpan by)
    {
        _time.Advance(by);
        return Task.CompletedTask;
    }

    public Task<int> CountAnswersAsync(string instanceId) => Task.FromResult(
        Hub.Find(instanceId)!.History.ToArray().Count(recorded => recorded is HubEvent.TaskCompleted or HubEvent.TaskFailed or HubEvent.ChildCompleted or HubEvent.ChildFailed));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
