using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DurableTask.Core.Exceptions;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable.Payloads;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>Starts and wakes instances in the task hub.</summary>
/// <param name="platform">The client that a trigger of the app was given.</param>
public sealed partial class DurableRunClient(DurableTaskClient platform) : IWorkflowClient
{
    /// <summary>
    /// An id is used once: without these, the platform would silently begin a finished instance anew. The reservation of a run is written before it is scheduled
    /// and decides between two starts at the same moment; this decides between a start and what there is already.
    /// </summary>
    private static readonly OrchestrationRuntimeStatus[] Used =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, .. Ended];

    private static readonly OrchestrationRuntimeStatus[] Open =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static OrchestrationRuntimeStatus[] Ended =>
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The id holds other characters than letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, or more than 100, or the input has more than 256 KiB.</exception>
    public async Task<bool> StartAsync<TIn, TOut>(
        WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation)
    {
        if (!InstanceId().IsMatch(instanceId))
        {
            throw new ArgumentException($"'{instanceId}' is no instance id: up to 100 letters, digits, '.', '_' and '-' are.", nameof(instanceId));
        }

        var json = WorkflowLimits.Input(input);
        try
        {
            var options = new StartOrchestrationOptions(instanceId) { Version = PlatformVersion.Of(version) }.WithDedupeStatuses(Used);
            await platform.ScheduleNewOrchestrationInstanceAsync(workflow.Name, Payload.Write(new WorkflowCall(version, json)), options, cancellation);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.AlreadyExists)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WakeAsync(string instanceId, CancellationToken cancellation)
    {
        // Not every backend says of an event that nobody can hear it.
        if (await platform.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellation) is not { IsCompleted: false })
        {
            return false;
        }

        try
        {
            await platform.RaiseEventAsync(instanceId, DurableBell.EventName, "rung", cancellation);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation) =>
        await platform.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellation) is { } found ? DurableInstances.View(found) : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<InstanceView> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // The platform gives them in its own order. What is open at a time are few runs; their children are left out while they pass by.
        var open = new SortedDictionary<string, InstanceView>(StringComparer.Ordinal);
        await foreach (var found in platform.GetAllInstancesAsync(new OrchestrationQuery(Statuses: Open, FetchInputsAndOutputs: true)).WithCancellation(cancellation))
        {
            if (DurableInstances.IsRoot(found))
            {
                open[found.InstanceId] = DurableInstances.View(found);
            }
        }

        foreach (var view in open.Values)
        {
            yield return view;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex InstanceId();
}
