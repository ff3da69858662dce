using System.Text.Json;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>How hosts start and wake workflow instances, whichever engine runs them.</summary>
public interface IWorkflowClient
{
    /// <summary>
    /// Starts an instance. Answers false and changes nothing when the id exists already, in whatever state: an id is used once.
    /// </summary>
    Task<bool> StartAsync<TIn, TOut>(WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation);

    /// <summary>Rings the doorbell. Answers false when there is no such instance or it has ended; nothing else follows from that.</summary>
    Task<bool> WakeAsync(string instanceId, CancellationToken cancellation);

    /// <summary>How an instance stands, or null when there is none.</summary>
    Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation);

    /// <summary>All instances without a parent that have not ended, by id.</summary>
    IAsyncEnumerable<InstanceView> ListOpenAsync(CancellationToken cancellation);
}

/// <summary>How an instance stands.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Workflow">Name of its workflow.</param>
/// <param name="Version">Version it started under.</param>
/// <param name="State">Where it is.</param>
/// <param name="Status">What it reported last.</param>
/// <param name="Output">Its answer when completed.</param>
/// <param name="Problem">Why it is diverged or failed, in words for people.</param>
public sealed record InstanceView(
    string InstanceId, string Workflow, int Version, InstanceState State, string? Status = null, JsonElement? Output = null, string? Problem = null);

/// <summary>Where an instance is.</summary>
public enum InstanceState
{
    /// <summary>It has work to do, or waits for a step, a timer or the bell.</summary>
    Running,

    /// <summary>It ended with an answer.</summary>
    Completed,

    /// <summary>The code no longer does what the history says; nothing was appended and nothing will run until the code fits again.</summary>
    Diverged,

    /// <summary>The workflow code threw: a broken assumption.</summary>
    Failed,
}
