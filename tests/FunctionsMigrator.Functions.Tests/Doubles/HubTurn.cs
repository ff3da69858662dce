using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>
/// One turn of an instance: its code runs from the beginning along what is recorded, on one thread, each answer at the place where the history has it, and then along
/// what is new. It is the platform's rules that count: actions are numbered as they are asked for; a recorded one that the code does not ask for again, or asks for
/// differently, ends the instance; the newest listener of an event gets it, a cancelled one too; an instance with an open task does not end.
/// </summary>
internal sealed class HubTurn(HubInstance instance, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(3);

    private readonly SortedDictionary<int, HubAction> _actions = [];
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly Stack<TaskCompletionSource<string?>> _listeners = new();
    private readonly Queue<string?> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private DateTime _now;
    private bool _over;
    private bool _replaying;
    private int _next;
    private int _guids;
    private string? _status;

    /// <summary>What came of a turn.</summary>
    internal sealed record Result(IReadOnlyList<HubAction> Actions, string? CustomStatus, (OrchestrationRuntimeStatus Status, string? Output)? End);

    public override TaskName Name => instance.Name;

    public override string InstanceId => instance.Id;

    public override ParentOrchestrationInstance? Parent => instance.Parent is { } parent ? new ParentOrchestrationInstance("parent", parent.Id) : null;

    public override DateTime CurrentUtcDateTime => Legal(_now);

    public override bool IsReplaying => _replaying;

    public override string Version => instance.Version;

    protected override ILoggerFactory LoggerFactory => loggers;

    public Result Run(Func<TaskOrchestrationContext, Task<string>> code, IEnumerable<HubEvent> fresh)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Inline());
        Task<string>? body = null;
        try
        {
            _replaying = true;
            foreach (var past in instance.History)
            {
                Process(past);
            }

            _replaying = false;
            foreach (var arrived in fresh)
            {
                Process(arrived);
            }

            return new Result([.. _actions.Values], HubJson.Write(_status), _open.Count > 0 ? null : End(body!));
        }
        catch (NonDeterministicOrchestrationException parted)
        {
            // One backend keeps no details, and a text that is no JSON.
            return new Result([], HubJson.Write(_status), (OrchestrationRuntimeStatus.Failed, $"DurableTask.Core.Exceptions.{nameof(NonDeterministicOrchestrationException)}: {parted.Message}"));
        }
        finally
        {
            _over = true;
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        void Process(HubEvent next)
        {
            if (next is HubEvent.ExecutionStarted)
            {
                body = code(this);
            }
            else
            {
                Show(next);
            }
        }
    }

    public override T? GetInput<T>()
        where T : default => HubJson.Read<T>(Legal(instance.Input));

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var (id, answer) = Ask(id => new HubAction.ScheduleTask(id, name.Name, HubJson.Write(input)));
        return HubJson.Read<TResult>(await Named(name, id, answer))!;
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        var child = (SubOrchestrationOptions)options!;
        var (id, answer) = Ask(id => new HubAction.CreateChild(id, orchestratorName.Name, child.InstanceId!, child.Version?.Version, HubJson.Write(input)));
        return HubJson.Read<TResult>(await Named(orchestratorName, id, answer))!;
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        for (var left = fireAt - CurrentUtcDateTime; left > LongestTimer && !cancellationToken.IsCancellationRequested; left = fireAt - CurrentUtcDateTime)
        {
            await TimerAsync(CurrentUtcDateTime + LongestTimer, cancellationToken);
        }

        await TimerAsync(fireAt, cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Legal(eventName);
        var heard = new TaskCompletionSource<string?>();
        if (!_events.TryDequeue(out var content))
        {
            _listeners.Push(heard);
            cancellationToken.Register(() => heard.TrySetCanceled(cancellationToken));
            content = await heard.Task;
        }

        return HubJson.Read<T>(content)!;
    }

    public override void SetCustomStatus(object? customStatus) => _status = (string?)Legal(customStatus);

    public override Guid NewGuid() => new(Legal(++_guids), 0, 0, new byte[8]);

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    private static (OrchestrationRuntimeStatus Status, string? Output)? End(Task<string> body) => body switch
    {
        { IsCompletedSuccessfully: true } => (OrchestrationRuntimeStatus.Completed, HubJson.Write(body.Result)),
        { IsFaulted: true } => (OrchestrationRuntimeStatus.Failed, body.Exception.InnerException!.ToString()),
        _ => null,
    };

    private static async Task<string?> Named(TaskName name, int id, Task<string?> answer)
    {
        try
        {
            return await answer;
        }
        catch (HubFailure failed)
        {
            throw new TaskFailedException(name, id, failed.Details!);
        }
    }

    private void Show(HubEvent next)
    {
        switch (next)
        {
            case HubEvent.OrchestratorStarted started:
                _now = started.At;
                break;
            case HubEvent.TaskScheduled scheduled:
                Fit<HubAction.ScheduleTask>(scheduled.Id, scheduled.Name, action => action.Name);
                break;
            case HubEvent.TimerCreated created:
                Fit<HubAction.CreateTimer>(created.Id, "timer", _ => "timer");
                break;
            case HubEvent.ChildCreated created:
                Fit<HubAction.CreateChild>(created.Id, created.Name, action => action.Name);
                break;
            case HubEvent.TaskCompleted completed:
                Settle(completed.Id)?.SetResult(completed.Result);
                break;
            case HubEvent.ChildCompleted completed:
                Settle(completed.Id)?.SetResult(completed.Result);
                break;
            case HubEvent.TaskFailed failed:
                Settle(failed.Id)?.SetException(new HubFailure(failed.Details));
                break;
            case HubEvent.ChildFailed failed:
                Settle(failed.Id)?.SetException(new HubFailure(failed.Details));
                break;
            case HubEvent.TimerFired fired:
                Settle(fired.Id)?.SetResult(null);
                break;
            case HubEvent.EventRaised { Content: var content } when _listeners.TryPop(out var listener):
                listener.TrySetResult(content);
                break;
            case HubEvent.EventRaised { Content: var content }:
                _events.Enqueue(content);
                break;
            default:
                throw new InvalidOperationException($"{next} is no event.");
        }
    }

    private void Fit<T>(int id, string recorded, Func<T, string> named)
        where T : HubAction
    {
        if (!_actions.Remove(id, out var action) || action is not T same || named(same) != recorded)
        {
            throw new NonDeterministicOrchestrationException(
                $"A previous execution scheduled '{recorded}' under number {id}; the code now asks for {action?.ToString() ?? "nothing"}.");
        }
    }

    private TaskCompletionSource<string?>? Settle(int id) => _open.Remove(id, out var waiting) ? waiting : null;

    private (int Id, Task<string?> Answer) Ask(Func<int, HubAction> action)
    {
        var id = Legal(_next++);
        _actions.Add(id, action(id));
        return (id, (_open[id] = new TaskCompletionSource<string?>()).Task);
    }

    private async Task TimerAsync(DateTime fireAt, CancellationToken cancellation)
    {
        var (id, fired) = Ask(id => new HubAction.CreateTimer(id, fireAt));
        var waiting = _open[id];
        cancellation.Register(() =>
        {
            if (waiting.TrySetCanceled(cancellation))
            {
                _open.Remove(id);
            }
        });
        await fired;
    }

    private T Legal<T>(T value) => !_over && Environment.CurrentManagedThreadId == _thread
        ? value
        : throw new InvalidOperationException("The code awaited something that is not the platform's.");

    private sealed class NonDeterministicOrchestrationException(string message) : Exception(message);

    private sealed class HubFailure(TaskFailureDetails? details) : Exception
    {
        public TaskFailureDetails? Details => details;
    }

    // Continuations run where the answer arrives.
    private sealed class Inline : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
