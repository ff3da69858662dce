using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>The platform's client, with what surprises in it.</summary>
internal class HubClient(TaskHub hub) : DurableTaskClient("hub")
{
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var id = options!.InstanceId!;
        var instance = new HubInstance(id, orchestratorName.Name, options.Version?.Version ?? "", HubJson.Write(input), null);
        return hub.TryCreate(instance, options.DedupeStatuses ?? []) ? Task.FromResult(id) : throw new OrchestrationAlreadyExistsException($"{id} exists.");
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        switch (hub.Find(instanceId))
        {
            case null:
                throw new RpcException(new Status(StatusCode.NotFound, "There is none."));
            case { Ended: true }:
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "It has ended."));
            default:
                hub.Send(instanceId, new HubEvent.EventRaised(eventName, HubJson.Write(eventPayload)));
                return Task.CompletedTask;
        }
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(hub.Find(instanceId) is { } found ? Metadata(found, getInputsAndOutputs) : null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => new Pages(
        [.. hub.All().Reverse().Where(instance => filter!.Statuses!.Contains(instance.Status)).Select(instance => Metadata(instance, filter!.FetchInputsAndOutputs))]);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Metadata(HubInstance found, bool all) => new(found.Name, found.Id)
    {
        RuntimeStatus = found.Status,
        SerializedInput = all ? found.Input : null,
        SerializedOutput = all ? found.Output : null,
        SerializedCustomStatus = all ? found.CustomStatus : null,
    };

    private sealed class Pages(OrchestrationMetadata[] all) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = default, int? pageSizeHint = default)
        {
            foreach (var page in all.Chunk(2))
            {
                await Task.Yield();
                yield return new Page<OrchestrationMetadata>(page);
            }
        }
    }
}
