// Azure/azure-functions-dotnet-worker: src/DotNetWorker/Builder/FunctionsApplication.cs
namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw new NotSupportedException("This is a declaration.");
}
