using System.Diagnostics;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Testing.Telemetry;
using FunctionsMigrator.Web.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Tests.Telemetry;

/// <summary>Telemetry on its way out, to a real listener.</summary>
public sealed class TelemetryPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_at_the_collector_that_the_environment_names()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var options = TelemetryOptions.From(name => name == "OTEL_SERVICE_NAME" ? "shop-migrator" : collector.Variables.GetValueOrDefault(name));

        Assert.Empty(options.Check());
        await using (var pipeline = TelemetryPipeline.Begin(options, patience: Patience))
        {
            pipeline.Telemetry.Source.StartActivity("One")!.Dispose();
            pipeline.Telemetry.DriftFound("production", 3);
        }

        Assert.Contains(collector.Spans, span => span.Name == "One");
        Assert.Contains("shop-migrator", collector.Text("traces"), StringComparison.Ordinal);
        Assert.Contains("fm.drift.count", collector.Text("metrics"), StringComparison.Ordinal);
        Assert.Contains("3 items of production moved on their targets", collector.Text("logs"), StringComparison.Ordinal);
        Assert.Contains("shop-migrator", collector.Text("logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_log_what_the_product_says_is_exported_and_of_other_parts_only_warnings()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using (var pipeline = TelemetryPipeline.Begin(TelemetryOptions.From(name => collector.Variables.GetValueOrDefault(name)), log => log.SetMinimumLevel(LogLevel.Trace), Patience))
        {
#pragma warning disable CA2254 // Texts to be found again.
            foreach (var (category, text) in new[] { ("FunctionsMigrator.Functions.Timers.SweepTimer", "ours"), ("Microsoft.AspNetCore.Hosting.Diagnostics", "theirs") })
            {
                var log = pipeline.Logs.CreateLogger(category);
                log.LogDebug($"{text}-debug");
                log.LogInformation($"{text}-information");
                log.LogWarning($"{text}-warning");
            }
#pragma warning restore CA2254
        }

        var logs = collector.Text("logs");
        Assert.All(new[] { "ours-information", "ours-warning", "theirs-warning" }, text => Assert.Contains(text, logs, StringComparison.Ordinal));
        Assert.All(new[] { "ours-debug", "theirs-debug", "theirs-information" }, text => Assert.DoesNotContain(text, logs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_name_of_its_own_the_service_is_called_as_the_product()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using (var pipeline = TelemetryPipeline.Begin(TelemetryOptions.From(name => collector.Variables.GetValueOrDefault(name)), patience: Patience))
        {
            pipeline.Telemetry.DriftFound("production", 1);
        }

        Assert.Contains("functions-migrator", collector.Text("logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_never_answers_costs_no_more_than_the_patience()
    {
        var never = new TaskCompletionSource();
        await using var collector = await OtlpReceiver.StartAsync();
        collector.Silent = never.Task;
        var pipeline = TelemetryPipeline.Begin(TelemetryOptions.From(name => collector.Variables.GetValueOrDefault(name)), patience: TimeSpan.FromMilliseconds(300));
        pipeline.Telemetry.DriftFound("production", 1);
        pipeline.Telemetry.Source.StartActivity("One")?.Dispose();
        var begun = Stopwatch.GetTimestamp();

        await pipeline.DisposeAsync();

        // Far below the ten seconds that an export may take, and far above what a busy machine loses.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(8), $"{Stopwatch.GetElapsedTime(begun)}");
        never.SetResult();
    }

    [Fact]
    public async Task A_collector_that_is_away_is_no_failure()
    {
        string away;
        await using (var collector = await OtlpReceiver.StartAsync())
        {
            away = collector.Url;
        }

        var pipeline = TelemetryPipeline.Begin(TelemetryOptions.From(name => name switch { "OTEL_EXPORTER_OTLP_ENDPOINT" => away, "OTEL_EXPORTER_OTLP_PROTOCOL" => "http/protobuf", _ => null }));
        pipeline.Telemetry.DriftFound("production", 1);

        await pipeline.DisposeAsync();
    }

    [Fact]
    public async Task Where_nothing_is_configured_nothing_listens_and_the_host_still_has_its_telemetry()
    {
        var options = TelemetryOptions.From(_ => null);
        await using var services = new ServiceCollection().AddFmTelemetry(options).BuildServiceProvider();

        Assert.False(options.Exports);
        Assert.NotNull(services.GetRequiredService<FmTelemetry>());
        Assert.Null(services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.DoesNotContain(services.GetServices<ILoggerProvider>(), provider => provider.GetType().Name.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_destinations_can_be_composed_at_once()
    {
        var options = TelemetryOptions.From(name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://127.0.0.1:4317",
            TelemetryOptions.AzureMonitorVariable => "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=http://127.0.0.1:9/",
            _ => null,
        });

        Assert.Empty(options.Check());
        Assert.Equal((true, true), (options.Otlp, options.ToAzureMonitor));
        using var services = new ServiceCollection().AddFmTelemetry(options).BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<OpenTelemetry.Trace.TracerProvider>());
        Assert.NotNull(services.GetRequiredService<OpenTelemetry.Metrics.MeterProvider>());
        Assert.NotNull(services.GetRequiredService<OpenTelemetry.Logs.LoggerProvider>());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is no address such as http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no address such as http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is neither grpc nor http/protobuf.")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "hidden", "APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string such as")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "@Microsoft.KeyVault(SecretUri=https://x)", "APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string such as")]
    public void A_setting_that_cannot_be_used_is_named_and_its_value_is_not_told(string name, string value, string message)
    {
        var finding = Assert.Single(TelemetryOptions.From(asked => asked == name ? value : null).Check());

        Assert.Equal("TEL001", finding.Code);
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_destination_can_be_switched_off_without_being_removed()
    {
        var options = TelemetryOptions.From(name => name switch { "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://127.0.0.1:4317", "OTEL_SDK_DISABLED" => "TRUE", _ => null });

        Assert.False(options.Exports);
    }
}
