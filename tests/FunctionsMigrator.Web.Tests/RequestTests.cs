using System.Net;
using System.Net.Http.Headers;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Tests;

/// <summary>What a request must be, and what every answer carries.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("localhost.")]
    public async Task Another_host_name_is_refused(string host)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(HttpMethod.Get, "/health/live", change: request => request.Headers.Host = host);

        await ApiAssert.ProblemAsync(response, HttpStatusCode.MisdirectedRequest, "WEB013");
    }

    [Fact]
    public async Task The_names_of_loopback_are_answered_whatever_the_port()
    {
        await using var server = await ApiServer.StartAsync();

        foreach (var host in new[] { "LOCALHOST:1234", "127.0.0.1", "[::1]:80" })
        {
            Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/health/live", key: null, change: request => request.Headers.Host = host)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/health/live", "fm_admin")]
    [InlineData("/api/runs", "fm_admin")]
    [InlineData("/api/runs", null)]
    [InlineData("/nowhere", null)]
    public async Task Every_answer_carries_the_security_headers_and_none_names_the_server(string path, string? key)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(HttpMethod.Get, path, key, change: request => request.Headers.Add("Origin", "https://evil.example.com"));

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("""{"environment":"test","surprise":1}""", "$.surprise")]
    [InlineData("""{"environment":"test","environment":"production"}""", "$")]
    [InlineData("""{"revision":"main"}""", "$")]
    [InlineData("""{"environment":null}""", "$.environment")]
    [InlineData("""{"environment":1}""", "$.environment")]
    [InlineData("""{"environment":"test" """, "$")]
    [InlineData("null", null)]
    [InlineData("", null)]
    public async Task A_body_that_is_not_exactly_what_is_expected_is_refused(string json, string? at)
    {
        await using var server = await ApiServer.StartAsync();

        var problem = await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Post, "/api/runs", "fm_operator", json), HttpStatusCode.BadRequest, "WEB014");

        Assert.Contains(at ?? "", problem.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Operations.Asked);
    }

    [Fact]
    public async Task A_command_only_the_server_gives_is_refused()
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(HttpMethod.Post, "/api/runs/x/commands", "fm_operator", """{"kind":"supersede"}""");

        await ApiAssert.ProblemAsync(response, HttpStatusCode.BadRequest, "WEB021");
        Assert.Empty(server.Operations.Asked);
    }

    [Theory]
    [InlineData("/api/runs?limit=0")]
    [InlineData("/api/runs?limit=1001")]
    [InlineData("/api/runs?limit=ten")]
    [InlineData("/api/runs?open=perhaps")]
    [InlineData("/api/runs/x/plan/changes")]
    [InlineData("/api/plan-lines?blob=ledger/0")]
    [InlineData("/api/plan-lines?blob=../../keys")]
    [InlineData("/api/findings")]
    public async Task A_parameter_that_is_not_what_is_expected_is_refused(string path)
    {
        await using var server = await ApiServer.StartAsync();

        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, path), HttpStatusCode.BadRequest, "WEB014");
    }

    [Fact]
    public async Task Only_json_is_taken()
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(
            HttpMethod.Post, "/api/runs", "fm_operator", "{}", request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain"));

        await ApiAssert.ProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "WEB016");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_with_a_length_and_without(bool chunked)
    {
        await using var server = await ApiServer.StartAsync(options => options with { LargestBody = 1000 });
        var json = $$"""{"environment":"{{new string('x', 2000)}}"}""";

        var response = await server.SendAsync(HttpMethod.Post, "/api/runs", "fm_operator", json, request => request.Headers.TransferEncodingChunked = chunked);

        await ApiAssert.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "WEB015");
        Assert.Empty(server.Operations.Asked);
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems()
    {
        await using var server = await ApiServer.StartAsync();

        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/api/nothing"), HttpStatusCode.NotFound, "WEB017");
        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Delete, "/api/runs"), HttpStatusCode.MethodNotAllowed, "WEB018");
    }

    [Fact]
    public async Task A_run_that_did_not_move_is_not_sent_again()
    {
        await using var server = await ApiServer.StartAsync();
        var first = await server.SendAsync(HttpMethod.Get, "/api/runs/x");
        var tag = first.Headers.ETag!;

        var same = await server.SendAsync(HttpMethod.Get, "/api/runs/x", change: request => request.Headers.IfNoneMatch.Add(tag));
        server.Operations.Details = Core.Findings.Outcome.Of(Samples.Details with { Commands = [] });
        var moved = await server.SendAsync(HttpMethod.Get, "/api/runs/x", change: request => request.Headers.IfNoneMatch.Add(tag));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.NotEqual(tag, moved.Headers.ETag);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Created)]
    [InlineData(false, HttpStatusCode.OK)]
    public async Task A_run_that_was_made_is_told_from_one_that_existed(bool created, HttpStatusCode status)
    {
        await using var server = await ApiServer.StartAsync();
        server.Operations.Started = Core.Findings.Outcome.Of(new Core.Operations.StartedRun(Samples.Run, created));

        var response = await server.SendAsync(HttpMethod.Post, "/api/runs", "fm_operator", """{"environment":"production"}""");

        Assert.Equal((status, $"/api/runs/{Samples.Run.Id}"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Changes_of_a_target_are_found_by_its_address()
    {
        await using var server = await ApiServer.StartAsync();
        var address = Uri.EscapeDataString(Samples.Address.ToString());

        var lines = await (await server.SendAsync(HttpMethod.Get, $"/api/runs/x/plan/changes?target={address}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var none = await (await server.SendAsync(HttpMethod.Get, "/api/runs/x/plan/changes?target=production/eastus/app-config")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var unknown = await server.SendAsync(HttpMethod.Get, "/api/runs/x/plan/changes?target=production/eastus/app-confg");

        Assert.Equal(2, lines.Count(character => character == '\n'));
        Assert.EndsWith("\n", lines, StringComparison.Ordinal);
        Assert.Equal("", none);
        var problem = await ApiAssert.ProblemAsync(unknown, HttpStatusCode.NotFound, "WEB020");
        Assert.Contains("Did you mean 'production/eastus/app-config'?", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_of_a_run_are_streamed_by_its_id()
    {
        await using var server = await ApiServer.StartAsync();

        var lines = await (await server.SendAsync(HttpMethod.Get, "/api/runs/x/findings")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, lines.Count(character => character == '\n'));
        Assert.Contains(Samples.FindingBlob, server.Operations.Asked);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable)]
    public async Task Readiness_is_what_the_host_says(bool ready, HttpStatusCode status)
    {
        await using var server = await ApiServer.StartAsync(options => options with { IsReady = _ => Task.FromResult(ready) });

        Assert.Equal(status, (await server.SendAsync(HttpMethod.Get, "/health/ready", key: null)).StatusCode);
    }

    [Fact]
    public async Task A_loop_that_stopped_degrades_the_server_and_strangers_learn_its_name_alone()
    {
        var at = new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
        await using var server = await ApiServer.StartAsync(options => options with
        {
            LastSweep = _ => Task.FromResult<DateTimeOffset?>(at),
            Stopped = _ => Task.FromResult<IReadOnlyList<HostBeat>>([new HostBeat(HostBeats.Drift, at.AddDays(-3), TimeSpan.FromHours(7), at), new HostBeat(HostBeats.Sweep, at, TimeSpan.FromMinutes(1))]),
        });

        var answer = await server.SendAsync(HttpMethod.Get, "/health/ready", key: null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"degraded","lastSweep":"2026-11-23T09:30:15+00:00","stopped":["drift","sweep"]}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_cannot_work_asks_nobody_for_its_loops()
    {
        await using var server = await ApiServer.StartAsync(options => options with { IsReady = _ => Task.FromResult(false), Stopped = _ => throw new InvalidOperationException("asked") });

        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/health/ready", key: null), HttpStatusCode.ServiceUnavailable, "WEB022");
    }

    [Fact]
    public async Task When_a_loop_was_there_last_only_a_reader_is_told()
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/api/hosts/stopped", key: null)).StatusCode);
        Assert.Contains("\"every\":\"1m\"", await (await server.SendAsync(HttpMethod.Get, "/api/hosts/stopped", "fm_reader")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
