// microsoft/durabletask-dotnet: src/Client/Core/OrchestrationRuntimeStatus.cs
namespace Microsoft.DurableTask.Client;

public enum OrchestrationRuntimeStatus
{
    Running,
    Completed,

    [Obsolete("It exists only for compatibility.")]
    ContinuedAsNew,
    Failed,

    [Obsolete("It exists only for compatibility.")]
    Canceled,
    Terminated,
    Pending,
    Suspended,
}
