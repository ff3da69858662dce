using Microsoft.DurableTask;

namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>What a task hub records of an instance: the events of the platform, by its names.</summary>
internal abstract record HubEvent
{
    internal sealed record OrchestratorStarted(DateTime At) : HubEvent;

    internal sealed record ExecutionStarted : HubEvent;

    internal sealed record TaskScheduled(int Id, string Name) : HubEvent;

    internal sealed record TaskCompleted(int Id, string? Result) : HubEvent;

    internal sealed record TaskFailed(int Id, TaskFailureDetails? Details) : HubEvent;

    internal sealed record TimerCreated(int Id) : HubEvent;

    internal sealed record TimerFired(int Id) : HubEvent;

    internal sealed record ChildCreated(int Id, string Name) : HubEvent;

    internal sealed record ChildCompleted(int Id, string? Result) : HubEvent;

    internal sealed record ChildFailed(int Id, TaskFailureDetails? Details) : HubEvent;

    internal sealed record EventRaised(string Name, string? Content) : HubEvent;
}
