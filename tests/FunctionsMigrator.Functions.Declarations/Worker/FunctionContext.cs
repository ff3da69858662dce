// Azure/azure-functions-dotnet-worker: src/DotNetWorker.Core/Context/FunctionContext.cs
namespace Microsoft.Azure.Functions.Worker;

public abstract class FunctionContext
{
    public abstract string InvocationId { get; }

    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    public virtual CancellationToken CancellationToken => CancellationToken.None;
}
