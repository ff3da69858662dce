// Azure/azure-functions-dotnet-worker: src/DotNetWorker.Core/Definition/FunctionDefinition.cs
namespace Microsoft.Azure.Functions.Worker;

public abstract class FunctionDefinition
{
    public abstract string Name { get; }
}
