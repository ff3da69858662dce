// microsoft/durabletask-dotnet: src/Abstractions/TaskOptions.cs. Retry policies and tags are not used: retries are Core code.
namespace Microsoft.DurableTask;

public record TaskOptions
{
    public TaskVersion? Version { get; init; }
}
