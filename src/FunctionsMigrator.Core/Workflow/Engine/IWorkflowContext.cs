namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>
/// What workflow code may do, and all it may do. The code is replayed from recorded facts after every restart, so it must reach the same calls in the
/// same order: no clock, random, I/O or threads of its own, no order of a dictionary.
/// Every wait is a task of this port; workflow code never uses <c>Task.WhenAny</c>, and never starts a call before the last one was awaited.
/// </summary>
public interface IWorkflowContext
{
    /// <summary>Id of this instance: the run id, or a derived id for a child run.</summary>
    string InstanceId { get; }

    /// <summary>Version of the workflow code, fixed when the run started; children get their parent's.</summary>
    int Version { get; }

    /// <summary>Time as recorded in the history; it only moves between awaits.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Writes a log line once: silent while the history is replayed.</summary>
    void Log(string message);

    /// <summary>
    /// Runs a step. An answer that was recorded is never asked for again; a step whose answer was not recorded may run twice, so every step is
    /// idempotent by <see cref="StepContext.Key"/>. The answer is a value or a failure; a step's exceptions do not cross.
    /// </summary>
    Task<StepReply<TOut>> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input);

    /// <summary>Runs the step once for each input, at most <paramref name="maxParallel"/> at a time; the answers stand in the order of the inputs.</summary>
    Task<IReadOnlyList<StepReply<TOut>>> CallAllAsync<TIn, TOut>(Step<TIn, TOut> step, IReadOnlyList<TIn> inputs, int maxParallel);

    /// <summary>
    /// Runs child workflows with histories of their own, at most <paramref name="maxParallel"/> at a time; the answers stand in the order of the inputs.
    /// A child's id is <c>{InstanceId}.{suffix}</c>; the suffixes of one parent are distinct.
    /// </summary>
    Task<IReadOnlyList<StepReply<TOut>>> CallWorkflowsAsync<TIn, TOut>(
        WorkflowName<TIn, TOut> workflow, IReadOnlyList<ChildRun<TIn>> children, int maxParallel);

    /// <summary>
    /// Waits for the doorbell or the deadline. A bell rung before the wait is kept; many rings are one; a ring is consumed by the wait that it ends.
    /// </summary>
    Task<WaitOutcome> WaitAsync(DateTimeOffset deadline);

    /// <summary>Waits until the instant, whatever rings. An instant in the past is over at once. Survives a restart.</summary>
    Task DelayUntilAsync(DateTimeOffset instant);

    /// <summary>Publishes a short status text that hosts can show without reading the history. What exceeds 8 KiB of UTF-8 is cut off.</summary>
    void Report(string status);
}
