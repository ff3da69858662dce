using FunctionsMigrator.Adapters;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Http;
using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>Puts the app into the worker.</summary>
public static class AppServices
{
    /// <summary>Adds everything that triggers, orchestrators and activities ask for.</summary>
    public static IServiceCollection AddMigratorApp(this IServiceCollection services, AppOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddAppTelemetry(options);
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return new AppHost(options, time, new AppComposition(options, time) { Telemetry = provider.GetRequiredService<FmTelemetry>() }.MakeAsync);
        });
        services.AddSingleton<AppPipeline>();
        services.AddSingleton(new DurableWorkflows(WorkflowCatalogue.All));
        services.AddSingleton(provider => new DurableSteps(provider.GetRequiredService<AppHost>().StepsAsync, provider.GetRequiredService<ILogger<DurableSteps>>()));
        services.AddScoped<AppInvocation>();
        services.AddScoped(provider => provider.GetRequiredService<AppInvocation>().Migrator);
        services.AddScoped(provider => provider.GetRequiredService<AppInvocation>().Deliveries);
        services.AddScoped(provider => provider.GetRequiredService<AppInvocation>().Reviews);
        services.AddScoped(provider => provider.GetRequiredService<AppInvocation>().Checks);
        services.AddSingleton(provider => WebOptionsOf(provider.GetRequiredService<AppHost>()));
        return services.AddMigratorWeb();
    }

    private static WebOptions WebOptionsOf(AppHost host) => new()
    {
        AllowedHosts = host.Options.Hosts,
        IsReady = host.IsReadyAsync,
        LastSweep = async cancellation => (await host.OpenAsync(cancellation)).TryGet(out var parts) ? await Sweeper.LastAsync(parts.Services, cancellation) : null,
        Stopped = async cancellation => (await host.OpenAsync(cancellation)).TryGet(out var parts)
            ? await new HostBeats(parts.Services.Store.Records, parts.Services.Time).StoppedAsync(cancellation)
            : [],
        Authenticate = async (key, cancellation) => (await host.OpenAsync(cancellation)).TryGet(out var parts)
            ? await parts.Keys.VerifyAsync(key, cancellation)
            : WebCodes.NotReady.Fail<Caller>("Store or engine cannot be used now."),
        Recall = async (name, key, cancellation) => (await host.OpenAsync(cancellation)).TryGet(out var parts)
            ? await parts.Keys.RecallAsync(name, key, cancellation)
            : WebCodes.NotReady.Fail<Caller>("Store or engine cannot be used now."),
        Store = async cancellation => await host.OpenAsync(cancellation) is var opened && opened.TryGet(out var parts) ? Outcome.Of(parts.Services.Store) : opened.As<IStore>(),
        PublicAddress = host.Options.PublicAddress,
        Webhooks = AdapterCatalogue.WebhookProviders,
        LargestDelivery = host.Options.Host.Webhooks.LargestBody,
        WebhookSecrets = async (provider, cancellation) => (await host.OpenAsync(cancellation)).TryGet(out var parts)
            ? await new WebhookSecrets(host.Options.Host.Webhooks, parts.Secret).GetAsync(provider, cancellation)
            : WebCodes.NotReady.Fail<IReadOnlyList<string>>("Store or engine cannot be used now."),
        Entra = host.Options.Host.Entra,
        Secret = async (name, cancellation) => await host.OpenAsync(cancellation) is var opened && opened.TryGet(out var parts) ? await parts.Secret(name, cancellation) : opened.As<string>(),
        People = async cancellation => (await host.OpenAsync(cancellation)).TryGet(out var parts) ? parts.Metadata.Last?.People : null,
    };
}
