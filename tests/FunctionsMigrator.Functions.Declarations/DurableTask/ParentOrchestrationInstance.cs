// microsoft/durabletask-dotnet: src/Abstractions/ParentOrchestrationInstance.cs
namespace Microsoft.DurableTask;

public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
