using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Azure/azure-functions-dotnet-worker: src/DotNetWorker/Builder/FunctionsApplicationBuilder.cs
namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplicationBuilder
{
    internal FunctionsApplicationBuilder()
    {
    }

    public ConfigurationManager Configuration => throw new NotSupportedException("This is a declaration.");

    public IHostEnvironment Environment => throw new NotSupportedException("This is a declaration.");

    public ILoggingBuilder Logging => throw new NotSupportedException("This is a declaration.");

    public IServiceCollection Services => throw new NotSupportedException("This is a declaration.");

    public IHost Build() => throw new NotSupportedException("This is a declaration.");
}
