using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>
/// What outlives every process: the histories, and what is on its way. A turn of an instance is recorded as a whole or not at all; a task that was handed out and not
/// answered is handed out again by the next process.
/// </summary>
internal sealed class TaskHub(FakeTimeProvider time, bool together)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, HubInstance> _instances = new(StringComparer.Ordinal);
    private readonly List<HubTask> _tasks = [];
    private readonly List<(DateTime FireAt, string Instance, int Id)> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A task of an activity function that was not answered yet.</summary>
    internal sealed record HubTask(string Instance, int Id, string Name, string? Input);

    /// <summary>Ends when something new arrived.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>When the next timer of an open instance fires, those included that nobody waits for any more.</summary>
    public DateTime? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _timers.Where(timer => !_instances[timer.Instance].Ended).Select(timer => (DateTime?)timer.FireAt).Min();
            }
        }
    }

    public HubInstance? Find(string id)
    {
        lock (_gate)
        {
            return _instances.GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<HubInstance> All()
    {
        lock (_gate)
        {
            return [.. _instances.Values];
        }
    }

    /// <summary>Puts an instance there, in place of an ended one. Answers false when there is one that was not to be replaced.</summary>
    public bool TryCreate(HubInstance instance, IReadOnlyList<string> dedupe)
    {
        lock (_gate)
        {
            if (_instances.TryGetValue(instance.Id, out var there) && (!there.Ended || dedupe.Contains(there.Status.ToString())))
            {
                return false;
            }

            _instances[instance.Id] = instance;
            Change();
            return true;
        }
    }

    /// <summary>Something arrives for an instance; for one that ended it is dropped.</summary>
    public void Send(string instance, HubEvent arrived)
    {
        lock (_gate)
        {
            if (_instances.TryGetValue(instance, out var to) && !to.Ended)
            {
                to.Inbox.Enqueue(arrived);
                Change();
            }
        }
    }

    /// <summary>Ends an instance from outside.</summary>
    public void Terminate(string instance)
    {
        lock (_gate)
        {
            _instances[instance].Status = OrchestrationRuntimeStatus.Terminated;
        }
    }

    /// <summary>An instance with something to show to its code, and what: everything that arrived, or the first of it.</summary>
    public (HubInstance Instance, IReadOnlyList<HubEvent> Fresh)? NextTurn(Func<HubInstance, bool> takes)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow().UtcDateTime;
            foreach (var (_, instance, id) in _timers.Where(timer => timer.FireAt <= now).OrderBy(timer => timer.FireAt).ToList())
            {
                Send(instance, new HubEvent.TimerFired(id));
            }

            _timers.RemoveAll(timer => timer.FireAt <= now);
            if (_instances.Values.FirstOrDefault(instance => !instance.Ended && instance.Inbox.Count > 0 && takes(instance)) is not { } next)
            {
                return null;
            }

            // No two turns have the same time.
            time.Advance(TimeSpan.FromTicks(1));
            return (next, [new HubEvent.OrchestratorStarted(time.GetUtcNow().UtcDateTime), .. together ? next.Inbox : next.Inbox.Take(1)]);
        }
    }

    /// <summary>Records a turn.</summary>
    public void Commit(HubInstance instance, IReadOnlyList<HubEvent> fresh, HubTurn.Result turn)
    {
        lock (_gate)
        {
            for (var taken = 1; taken < fresh.Count; taken++)
            {
                instance.Inbox.Dequeue();
            }

            instance.History.AddRange(fresh);
            instance.CustomStatus = turn.CustomStatus;
            instance.Status = OrchestrationRuntimeStatus.Running;
            foreach (var action in turn.Actions)
            {
                Begin(instance, action);
            }

            if (turn.End is { } end)
            {
                (instance.Status, instance.Output) = (end.Status, end.Output);
                if (instance.Parent is { } parent)
                {
                    Send(parent.Id, end.Status == OrchestrationRuntimeStatus.Completed
                        ? new HubEvent.ChildCompleted(parent.Task, end.Output)
                        : new HubEvent.ChildFailed(parent.Task, new TaskFailureDetails("Failed", "a secret", null, null, null)));
                }
            }

            Change();
        }
    }

    /// <summary>The tasks that are not answered.</summary>
    public IReadOnlyList<HubTask> Tasks()
    {
        lock (_gate)
        {
            return [.. _tasks];
        }
    }

    /// <summary>Records the answer of a task.</summary>
    public void Answer(HubTask task, HubEvent answer)
    {
        lock (_gate)
        {
            if (_tasks.Remove(task))
            {
                Send(task.Instance, answer);
            }
        }
    }

    private void Begin(HubInstance instance, HubAction action)
    {
        switch (action)
        {
            case HubAction.ScheduleTask task:
                instance.History.Add(new HubEvent.TaskScheduled(task.Id, task.Name));
                _tasks.Add(new HubTask(instance.Id, task.Id, task.Name, task.Input));
                break;
            case HubAction.CreateTimer timer:
                instance.History.Add(new HubEvent.TimerCreated(timer.Id));
                _timers.Add((timer.FireAt, instance.Id, timer.Id));
                break;
            case HubAction.CreateChild child:
                instance.History.Add(new HubEvent.ChildCreated(child.Id, child.Name));
                if (!TryCreate(new HubInstance(child.InstanceId, child.Name, child.Version ?? "", child.Input, (instance.Id, child.Id)), []))
                {
                    throw new InvalidOperationException($"{instance.Id} calls {child.InstanceId}, which is there already.");
                }

                break;
            default:
                throw new InvalidOperationException($"{action} is no action.");
        }
    }

    private void Change()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
