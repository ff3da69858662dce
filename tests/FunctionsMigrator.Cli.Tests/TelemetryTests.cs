using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FunctionsMigrator.Testing.Telemetry;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>The built program and a collector beside it.</summary>
public sealed class TelemetryTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "00f067aa0ba902b7";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_of_one_command_is_exported_whole_before_the_command_ends()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var folder = new TemporaryDirectory();
        await FmProcess.RunAsync(folder.Path, null, "new", "repository", "shop", "--author", "Ada <ada@example.com>");

        var migrated = await FmProcess.RunAsync(folder.File("shop"), collector.Variables, "migrate", "--env", "test", "--json");

        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
        var run = migrated.Json().GetProperty("run").GetProperty("id").GetString()!;
        Assert.Empty(migrated.Error);
        var start = Assert.Single(collector.Spans, span => span.Name == "StartRun");
        Assert.Equal("", start.Parent);
        Assert.All(collector.Spans.Where(span => span != start), span => Assert.Equal((start.Trace, start.Id), (span.Trace, span.Parent)));
        Assert.Contains(collector.Spans, span => span.Name == "ApplyChanges" && span.Text.Contains(run, StringComparison.Ordinal));
        Assert.Contains(collector.Spans, span => span.Name == "Run" && span.Text.Contains("Completed", StringComparison.Ordinal));
        Assert.Contains("fm.run.count", collector.Text("metrics"), StringComparison.Ordinal);
        Assert.Contains($"Run {run} of test ended Completed", collector.Text("logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_away_fails_nothing()
    {
        string away;
        await using (var collector = await OtlpReceiver.StartAsync())
        {
            away = collector.Url;
        }

        using var folder = new TemporaryDirectory();
        await FmProcess.RunAsync(folder.Path, null, "new", "repository", "shop", "--author", "Ada <ada@example.com>");

        var migrated = await FmProcess.RunAsync(folder.File("shop"), new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = away }, "migrate", "--env", "test", "--json");

        Assert.True(migrated.Exit == 0, migrated.Out + migrated.Error);
        Assert.Empty(migrated.Error);
    }

    [Fact]
    public async Task A_malformed_variable_stops_the_command_with_its_name()
    {
        using var folder = new TemporaryDirectory();
        await FmProcess.RunAsync(folder.Path, null, "new", "repository", "shop", "--author", "Ada <ada@example.com>");

        var migrated = await FmProcess.RunAsync(folder.File("shop"), new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" }, "migrate", "--env", "test");

        Assert.Equal(1, migrated.Exit);
        Assert.Contains("error TEL001: OTEL_EXPORTER_OTLP_ENDPOINT is no address", migrated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_a_server_is_asked_for_goes_on_with_the_trace_of_whoever_asked()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var folder = new TemporaryDirectory();
        await FmProcess.RunAsync(folder.Path, null, "new", "repository", "shop", "--author", "Ada <ada@example.com>");
        var key = (await FmProcess.RunAsync(folder.File("shop"), null, "login", "create", "ci", "--role", "operator", "--json")).Json().GetProperty("key").GetString()!;
        using var server = FmProcess.Start(folder.File("shop"), collector.Variables, "serve", "--listen", "http://127.0.0.1:0");
        string log;
        try
        {
            var errors = server.StandardError.ReadToEndAsync(Cancellation);
            var url = (await server.StandardOutput.ReadLineAsync(Cancellation))!.Split(' ')[2];
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = JsonContent.Create(new { environment = "test" }) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
            using var answer = await http.SendAsync(request, Cancellation);
            Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
            var ended = await FmProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["FM_API_KEY"] = key }, "migrate", "--env", "test", "--server", url, "--wait", "60s", "--json");
            Assert.True(ended.Exit == 0, ended.Out + ended.Error);

            Process.Start("kill", ["-TERM", $"{server.Id}"]).Dispose();
            await server.WaitForExitAsync(Cancellation);
            log = await errors;
        }
        finally
        {
            if (!server.HasExited)
            {
                server.Kill();
            }
        }

        var spans = collector.Spans.Where(span => span.Trace == Trace).ToList();
        var posted = Assert.Single(spans, span => span.Parent == Caller);
        var start = Assert.Single(spans, span => span.Name == "StartRun");
        Assert.Equal(posted.Id, start.Parent);
        Assert.StartsWith("POST", posted.Name, StringComparison.Ordinal);
        Assert.All(spans.Where(span => span != start && span != posted), span => Assert.Equal(start.Id, span.Parent));
        Assert.Contains(spans, span => span.Name == "ApplyChanges");
        Assert.Contains(spans, span => span.Name == "Run");
        Assert.Contains("fm.sweep.count", collector.Text("metrics"), StringComparison.Ordinal);
        Assert.Matches("(?m)^[0-9TZ:-]+ info: FunctionsMigrator\\[102\\] Run test-.* ended Completed", log);
        Assert.DoesNotContain(key, log + collector.Text("logs") + collector.Text("traces") + collector.Text("metrics"), StringComparison.Ordinal);
    }
}
