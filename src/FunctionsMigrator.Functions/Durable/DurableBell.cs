using FunctionsMigrator.Core.Workflow.Engine;
using Microsoft.DurableTask;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>
/// The doorbell over an external event. One listener stands for the whole life of the instance: a listener for each wait would either be left behind by a wait that
/// its deadline ended, and swallow the next ring, or keep rings apart that are one.
/// </summary>
internal sealed class DurableBell
{
    /// <summary>Name of the event: part of the public surface, since operators can raise it by hand. Its content is never looked at.</summary>
    public const string EventName = "wake";

    private readonly TaskOrchestrationContext _platform;
    private bool _rang;
    private DateTime? _heard;
    private TaskCompletionSource? _waiting;

    public DurableBell(TaskOrchestrationContext platform)
    {
        _platform = platform;
        _ = ListenAsync();
    }

    public async Task<WaitOutcome> WaitAsync(DateTimeOffset deadline)
    {
        if (!_rang)
        {
            if (deadline.UtcDateTime <= _platform.CurrentUtcDateTime)
            {
                return WaitOutcome.Deadline;
            }

            using var rung = new CancellationTokenSource();
            _waiting = new TaskCompletionSource();
            await Task.WhenAny(_waiting.Task, _platform.CreateTimer(deadline.UtcDateTime, rung.Token));
            _waiting = null;
            if (!_rang)
            {
                return WaitOutcome.Deadline;
            }

            // An open timer keeps the instance running. Not CancelAsync, which leaves the orchestrator's thread.
#pragma warning disable CA1849
            rung.Cancel();
#pragma warning restore CA1849
        }

        _rang = false;
        _heard = _platform.CurrentUtcDateTime;
        return WaitOutcome.Woken;
    }

    // Adds nothing to the history: rings are recorded whether somebody listens or not.
    private async Task ListenAsync()
    {
        for (; ; )
        {
            await _platform.WaitForExternalEvent<object>(EventName);

            // The platform hands over what arrived together one by one, under one time. A ring that came together with the one that ended a wait was rung before the
            // code could do anything about that, so both are the same ring; what it was rung for is read after it all the same.
            if (_platform.CurrentUtcDateTime != _heard)
            {
                _rang = true;
                _waiting?.TrySetResult();
            }
        }
    }
}
