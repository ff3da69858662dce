using System.Net;
using System.Net.Sockets;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Web.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Tests;

/// <summary>What the client says when something else than an answer of the API comes back.</summary>
public sealed class ClientFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_not_there_is_a_finding()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var http = new HttpClient(HttpMigrator.CreateHandler());
        var client = new HttpMigrator(http, new Uri($"http://127.0.0.1:{port}"), "fm_x");

        Fails("WEB001", await client.GetAsync("x", Cancellation));
        var failure = await Assert.ThrowsAsync<StoreException>(async () => await client.ListLocksAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal("WEB001", failure.Finding.Code);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_finding()
    {
        var never = new TaskCompletionSource();
        await using var server = await Stranger.StartAsync(http => never.Task.WaitAsync(http.RequestAborted));
        server.Http.Timeout = TimeSpan.FromMilliseconds(200);

        Fails("WEB002", await server.Client.GetAsync("x", Cancellation));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_finding()
    {
        await using var server = await ApiServer.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Client.GetAsync("x", new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(200, "text/html", "<html>proxy</html>")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "null")]
    [InlineData(200, "application/json", """{"run":{}}""")]
    [InlineData(502, "text/html", "<html>bad gateway</html>")]
    [InlineData(409, "application/problem+json", """{"title":"from elsewhere"}""")]
    [InlineData(409, "application/problem+json", """{"title":"t","status":409,"detail":"d","code":"c","remedy":"r","findings":[]}""")]
    public async Task Something_else_at_the_address_is_a_finding_that_does_not_repeat_it(int status, string type, string body)
    {
        await using var server = await Stranger.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            return http.Response.WriteAsync(body, http.RequestAborted);
        });

        var outcome = await server.Client.GetAsync("x", Cancellation);

        Fails("WEB003", outcome);
        Assert.DoesNotContain(body, outcome.Findings[0].Message, StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<StoreException>(async () => await server.Client.ReadAuditAsync("x", Cancellation).ToListAsync(Cancellation));
        Assert.Equal("WEB003", failure.Finding.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redirect_is_refused_and_the_key_stays_here(bool handlerFollows)
    {
        var keys = new List<string?>();
        await using var other = await Stranger.StartAsync(http =>
        {
            keys.Add(http.Request.Headers.Authorization);
            return http.Response.WriteAsJsonAsync(new { run = "stolen" }, http.RequestAborted);
        });
        await using var server = await Stranger.StartAsync(http =>
        {
            http.Response.Redirect(new Uri(other.Address, http.Request.Path).AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var following = new HttpClient(new SocketsHttpHandler());
        var client = handlerFollows ? new HttpMigrator(following, server.Address, "fm_secret") : server.Client;

        var outcome = await client.StartAsync(new StartRequest("production"), new Caller("x", new HashSet<AccessRole>(), "owner"), Cancellation);

        Fails("WEB004", outcome);
        Assert.Contains(other.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), outcome.Findings[0].Message, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.True(string.IsNullOrEmpty(key)));
        Assert.Equal(handlerFollows ? 1 : 0, keys.Count);
    }

    [Fact]
    public async Task A_key_does_not_travel_unprotected()
    {
        using var http = new HttpClient(new Refusing());
        var client = new HttpMigrator(http, new Uri("http://migrator.example.com"), "fm_secret");

        Fails("WEB006", await client.GetAsync("x", Cancellation));
    }

    [Fact]
    public async Task A_stream_that_breaks_gives_what_came_and_then_a_finding()
    {
        await using var server = await ApiServer.StartAsync();
        server.Operations.Changes = [.. Enumerable.Range(0, 3000).Select(n => Samples.Changes[0] with { Id = $"{n:D6}" })];
        server.Operations.Breaks = (2000, new InvalidOperationException("disk"));
        var read = new List<Change>();

        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await foreach (var change in server.Client.ReadPlanAsync(Samples.Target, Cancellation))
            {
                read.Add(change);
            }
        });

        Assert.Equal("WEB005", failure.Finding.Code);
        Assert.InRange(read.Count, 1, 2000);
        Assert.Equal(read.Select((_, n) => $"{n:D6}"), read.Select(change => change.Id));
    }

    [Theory]
    [InlineData("{\"code\":\"A\",\"severity\":\"Error\",\"message\":\"m\",\"remedy\":\"r\"}", "WEB005")]
    [InlineData("null\n", "WEB003")]
    [InlineData("{}\n", "WEB003")]
    [InlineData("what\n", "WEB003")]
    public async Task A_line_that_is_not_whole_or_not_ours_is_a_finding(string line, string code)
    {
        await using var server = await Stranger.StartAsync(http =>
        {
            http.Response.ContentType = "application/x-ndjson";
            return http.Response.WriteAsync(line, http.RequestAborted);
        });

        var failure = await Assert.ThrowsAsync<StoreException>(async () => await server.Client.ReadFindingsAsync(Samples.FindingBlob, Cancellation).ToListAsync(Cancellation));

        Assert.Equal(code, failure.Finding.Code);
    }

    [Fact]
    public async Task A_line_without_end_is_given_up()
    {
        await using var server = await Stranger.StartAsync(async http =>
        {
            http.Response.ContentType = "application/x-ndjson";
            var piece = new byte[1 << 16];
            Array.Fill(piece, (byte)' ');
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }
        });

        var failure = await Assert.ThrowsAsync<StoreException>(async () => await server.Client.ReadFindingsAsync(Samples.FindingBlob, Cancellation).ToListAsync(Cancellation));

        Assert.Equal("WEB003", failure.Finding.Code);
    }

    [Fact]
    public async Task A_server_behind_a_path_is_reached()
    {
        var paths = new List<string>();
        await using var server = await Stranger.StartAsync(http =>
        {
            paths.Add(http.Request.Path.Value!);
            http.Response.StatusCode = 502;
            return Task.CompletedTask;
        });
        var client = new HttpMigrator(server.Http, new Uri(server.Address, "/migrator"), "fm_x");

        await client.GetAsync("a b?c", Cancellation);

        Assert.Equal(["/migrator/api/runs/a b?c"], paths);
    }

    private static void Fails<T>(string code, Outcome<T> outcome)
    {
        Assert.False(outcome.Succeeded);
        Assert.Equal([code], outcome.Findings.Select(finding => finding.Code));
    }

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Something was sent.");
    }

    /// <summary>A server of something else.</summary>
    private sealed class Stranger(WebApplication app) : IAsyncDisposable
    {
        public Uri Address { get; } = new(app.Urls.Single());

        public HttpClient Http { get; } = new(HttpMigrator.CreateHandler());

        public HttpMigrator Client => new(Http, Address, "fm_secret");

        public static async Task<Stranger> StartAsync(RequestDelegate answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Run(answer);
            await app.StartAsync();
            return new Stranger(app);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.DisposeAsync();
        }
    }
}
