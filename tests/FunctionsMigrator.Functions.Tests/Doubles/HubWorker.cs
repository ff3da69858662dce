using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>One process over the hub, with the functions that it has.</summary>
/// <param name="newest">The newest version that it runs, as <c>defaultVersion</c> says it to a host: what is newer is left alone.</param>
internal sealed class HubWorker(
    TaskHub hub, IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<string>>> orchestrators,
    IReadOnlyDictionary<string, Func<string, CancellationToken, Task<string>>> activities, ILoggerFactory loggers, Version? newest = null)
{
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<TaskHub.HubTask, Task> _running = [];

    /// <summary>Nothing that it does from now on is recorded.</summary>
    public void Kill() => _killed.TrySetResult();

    /// <summary>Asks what runs to stop, as a host does that shuts down, and waits for it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        Kill();
    }

    /// <summary>Works until there is nothing to do but to wait for time or an event. Answers false when it was killed meanwhile.</summary>
    public async Task<bool> SettleAsync()
    {
        while (!_killed.Task.IsCompleted)
        {
            var changed = hub.Changed;
            if (hub.NextTurn(Takes) is var (instance, fresh))
            {
                var code = orchestrators.GetValueOrDefault(instance.Name, _ => Task.FromException<string>(new InvalidOperationException($"There is no orchestrator '{instance.Name}'.")));
                var turn = new HubTurn(instance, loggers).Run(code, fresh);
                if (!_killed.Task.IsCompleted)
                {
                    hub.Commit(instance, fresh, turn);
                }

                continue;
            }

            foreach (var task in hub.Tasks().Where(task => !_running.ContainsKey(task)))
            {
                _running[task] = Task.Run(() => RunAsync(task));
            }

            var open = hub.Tasks();
            if (open.Count == 0 && hub.NextTurn(Takes) is null)
            {
                return !_killed.Task.IsCompleted;
            }

            await Task.WhenAny(changed, _killed.Task);
        }

        return false;
    }

    private bool Takes(HubInstance instance) => newest is null || instance.Version.Length == 0 || Version.Parse(instance.Version) <= newest;

    private async Task RunAsync(TaskHub.HubTask task)
    {
        HubEvent answer;
        try
        {
            answer = activities.TryGetValue(task.Name, out var activity)
                ? new HubEvent.TaskCompleted(task.Id, HubJson.Write(await activity(HubJson.Read<string>(task.Input)!, _stop.Token)))
                : new HubEvent.TaskFailed(task.Id, null);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            answer = new HubEvent.TaskFailed(task.Id, new TaskFailureDetails(exception.GetType().FullName!, exception.Message, null, null, null));
        }

        if (!_killed.Task.IsCompleted)
        {
            hub.Answer(task, answer);
        }
    }
}
