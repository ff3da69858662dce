using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Functions.Settings;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
var read = AppOptions.Read(builder.Configuration.AsEnumerable());
if (!read.TryGet(out var options))
{
    foreach (var finding in read.Findings)
    {
        await Console.Error.WriteLineAsync($"{finding.Code} {finding.Message} {finding.Remedy}");
    }

    return 1;
}

builder.ConfigureFunctionsWebApplication();
builder.Services.AddMigratorApp(options);
builder.Build().Run();
return 0;
