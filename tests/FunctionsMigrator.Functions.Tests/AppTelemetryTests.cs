using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Functions.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>Where the app sends its telemetry.</summary>
public sealed class AppTelemetryTests
{
    private const string Connection = "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=http://127.0.0.1:9/";

    [Theory]
    [InlineData("http://127.0.0.1:9", null)]
    [InlineData(null, Connection)]
    public async Task Settings_switch_the_export_on_and_the_host_does_not_export_the_log_again(string? collector, string? insights)
    {
        var options = Options() with { OtlpEndpoint = collector is null ? null : new Uri(collector), AzureMonitor = insights };
        await using var services = Services(options);

        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<MeterProvider>());
        Assert.NotNull(services.GetService<LoggerProvider>());
        Assert.Equal("True", services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities["WorkerOpenTelemetryEnabled"]);
    }

    [Fact]
    public async Task Without_a_destination_nothing_listens_and_the_log_stays_with_the_host()
    {
        await using var services = Services(Options());

        Assert.Null(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<FmTelemetry>());
        Assert.DoesNotContain("WorkerOpenTelemetryEnabled", services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities);
    }

    [Fact]
    public void Application_Insights_is_signed_in_to_with_the_identity_of_the_app()
    {
        var options = Options() with { AzureMonitor = Connection, ClientId = "7d1c0000-0000-0000-0000-000000000000" };

        Assert.NotNull(AppTelemetry.OptionsOf(options with { HasManagedIdentity = true }).Credential);
        Assert.Null(AppTelemetry.OptionsOf(options with { HasManagedIdentity = false }).Credential);
    }

    private static AppOptions Options() =>
        new() { Repository = "https://git.example.com/shop.git", Hosts = [], DriftSchedule = "0 0 3 * * *", StoreConnection = "UseDevelopmentStorage=true" };

    private static ServiceProvider Services(AppOptions options) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddOptions()
        .AddAppTelemetry(options)
        .BuildServiceProvider();
}
