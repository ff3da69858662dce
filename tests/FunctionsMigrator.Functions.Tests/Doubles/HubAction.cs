namespace FunctionsMigrator.Functions.Tests.Doubles;

/// <summary>What code asks of the platform, by the number under which it asks.</summary>
internal abstract record HubAction(int Id)
{
    internal sealed record ScheduleTask(int Id, string Name, string? Input) : HubAction(Id);

    internal sealed record CreateTimer(int Id, DateTime FireAt) : HubAction(Id);

    internal sealed record CreateChild(int Id, string Name, string InstanceId, string? Version, string? Input) : HubAction(Id);
}
