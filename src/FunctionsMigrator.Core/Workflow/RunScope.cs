using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>What every part of a run's workflow shares. Retries are written here, over the port, so that every engine tells the same story.</summary>
internal sealed class RunScope(IWorkflowContext context, string run)
{
    public const int Parallel = 8;
    private const int Tries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowTimer = TimeSpan.FromHours(6);

    public IWorkflowContext Context => context;

    public string Id => run;

    /// <summary>Number of the last command that was dealt with.</summary>
    public int Seen { get; set; }

    /// <summary>Calls a step; what may succeed later is tried again, five times, with pauses that double.</summary>
    public Task<StepReply<TOut>> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input) => RetryAsync(context, () => context.CallAsync(step, input));

    /// <summary>As <see cref="CallAsync"/>, for any call.</summary>
    public static async Task<StepReply<T>> RetryAsync<T>(IWorkflowContext context, Func<Task<StepReply<T>>> call)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            var reply = await call();
            if (reply.Succeeded || !reply.Failure!.Retryable || tries == Tries)
            {
                return reply;
            }

            await context.DelayUntilAsync(context.UtcNow + pause);
            pause *= 2;
        }
    }

    /// <summary>
    /// When to look again without a bell: the next thing that happens by itself, or in six hours, and less often the longer it waits.
    /// </summary>
    /// <param name="until">When something happens by itself; null: nothing does.</param>
    /// <param name="since">Since when it waits.</param>
    public DateTimeOffset LookAgain(DateTimeOffset? until, DateTimeOffset since)
    {
        var slow = LongWait.LookAgain(context.UtcNow, since, SlowTimer);
        return until is { } at && at < slow ? at : slow;
    }

    /// <summary>Enters a state.</summary>
    public Task EnterAsync(RunState state, string? reason = null, string? code = null, DateTimeOffset? until = null, string? auditEvent = null) =>
        EnterAsync(new EnterStep(run, state, reason, code, until, auditEvent));

    /// <summary>Enters a state. The workflow goes on only when record and audit stand.</summary>
    public async Task EnterAsync(EnterStep step)
    {
        var entered = await CallAsync(Steps.EnterState, step);
        entered.Require();
    }

    /// <summary>Ends the run for a failure.</summary>
    public Task<Finished> FinishAsync(RunState state, StepFailure? failure) => FinishAsync(state, failure?.Code, failure?.Message);

    /// <summary>Ends the run.</summary>
    public Task<Finished> FinishAsync(RunState state, string? code = null, string? reason = null) => FinishAsync(new FinishStep(run, state, reason, code));

    /// <summary>Ends the run.</summary>
    public async Task<Finished> FinishAsync(FinishStep step)
    {
        var finished = await CallAsync(Steps.FinishRun, step);
        return finished.Require();
    }

    /// <summary>Works on the groups of a wave (of all waves for 0) and gathers what did not come through.</summary>
    public Task<GroupResult> CallGroupsAsync(GroupWork work, AssembledPlan plan, int wave, string suffix, Func<GroupInput, GroupInput> input)
    {
        var groups = wave == 0 ? plan.Groups.Sum() : plan.Groups[wave - 1];
        return LevelWorkflow.CallAsync(
            context, work, [.. Enumerable.Range(0, groups)], suffix, input(new GroupInput(run, 0, Waves: plan.Waves, Wave: wave, Seen: Seen)));
    }
}
