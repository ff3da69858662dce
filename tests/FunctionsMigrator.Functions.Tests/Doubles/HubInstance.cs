using Microsoft.DurableTask.Client;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>One instance in the task hub.</summary>
internal sealed class HubInstance(string id, string name, string version, string? input, (string Id, int Task)? parent)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Version { get; } = version;

    public string? Input { get; } = input;

    /// <summary>The instance that called this one, and the number of the call.</summary>
    public (string Id, int Task)? Parent { get; } = parent;

    public List<HubEvent> History { get; } = [];

    /// <summary>What has arrived and was not yet shown to the code.</summary>
    public Queue<HubEvent> Inbox { get; } = new([new HubEvent.ExecutionStarted()]);

    public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Pending;

    public string? CustomStatus { get; set; }

    public string? Output { get; set; }

    public bool Ended => Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
