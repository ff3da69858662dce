namespace Microsoft.Azure.Functions.Worker;

// Azure/azure-functions-dotnet-worker: src/DotNetWorker.Core/Hosting/WorkerOptions.cs
public class WorkerOptions
{
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
}
