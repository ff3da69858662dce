using System.Net;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Functions.Http;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>What <c>fm serve</c> serves, the app serves: the same endpoints, fed as the triggers feed them.</summary>
public sealed class AppPipelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_is_reached_and_none_lies_where_the_functions_host_answers_itself()
    {
        await using var app = await TestApp.BeginAsync();
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(endpoints.Count >= 15, $"{endpoints.Count} endpoints");

        foreach (var endpoint in endpoints)
        {
            var path = PathOf(endpoint.RoutePattern);
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
            var http = app.Request(method, path, endpoint.Metadata.GetMetadata<AnonymousAccess>() is null ? app.Key : null, method == "GET" ? null : "{}"u8.ToArray());

            await app.Pipeline.AnswerAsync(http, new SilentEngine());

            Assert.Equal(endpoint.DisplayName, http.GetEndpoint()?.DisplayName);

            // What is posted to a page needs the token of a form; that is told by 403.
            var isForm = method == "POST" && endpoint.Metadata.GetMetadata<PageAccess>() is not null;
            Assert.DoesNotContain(http.Response.StatusCode, isForm ? [401, 405, 500] : new[] { 401, 403, 405, 500 });
            Assert.DoesNotContain("\"WEB017\"", TestApp.Text(http), StringComparison.Ordinal);
            Assert.Contains(Triggers(method), route => Matches(route, path));
            Assert.DoesNotContain(path.Split('/')[1], new[] { "admin", "runtime" });
        }
    }

    [Theory]
    [InlineData("/api/runs")]
    [InlineData("/sign-out")]
    public async Task Identity_headers_that_the_platform_does_not_vouch_for_name_nobody(string path)
    {
        await using var app = await TestApp.BeginAsync();
        var http = app.Request(path == "/sign-out" ? "POST" : "GET", path);
        http.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(
            """{"auth_typ":"aad","claims":[{"typ":"oid","val":"7d1c0000-0000-0000-0000-0000000000b0"},{"typ":"tid","val":"2b9f0000-0000-0000-0000-000000000001"},{"typ":"roles","val":"Admin"}]}"""u8);
        http.Request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] = "ada";

        await app.Pipeline.AnswerAsync(http, new SilentEngine());

        Assert.Contains(http.Response.StatusCode, new[] { 401, 403 });
        Assert.False(http.User.Identity?.IsAuthenticated);
    }

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/api/nowhere")]
    public async Task Where_nothing_is_the_answer_is_a_problem_with_404(string method, string path)
    {
        await using var app = await TestApp.BeginAsync();

        var (status, text) = await app.SendAsync(method, path, app.Key, method == "POST" ? "{}" : null);

        Assert.Equal(404, status);
        Assert.Contains("\"WEB017\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_needed_and_its_roles_decide()
    {
        await using var app = await TestApp.BeginAsync();
        var reader = (await app.Parts.Keys.CreateAsync("kim", [AccessRole.Reader], null, Cancellation)).Value.Secret;

        Assert.Equal(401, (await app.SendAsync("GET", "/api/runs")).Status);
        Assert.Equal(200, (await app.SendAsync("GET", "/api/runs", reader)).Status);
        Assert.Equal(403, (await app.SendAsync("POST", "/api/runs", reader, """{"environment":"production"}""")).Status);
    }

    [Fact]
    public async Task A_request_that_names_another_host_is_refused()
    {
        await using var app = await TestApp.BeginAsync();
        var http = app.Request("GET", "/health/live");
        http.Request.Host = new HostString("evil.example.com");

        await app.Pipeline.AnswerAsync(http, new SilentEngine());

        Assert.Equal(421, http.Response.StatusCode);
    }

    [Fact]
    public async Task A_body_arrives_byte_for_byte()
    {
        await using var app = await TestApp.BeginAsync();
        var run = await OpenRunAsync(app);
        var reason = string.Concat(Enumerable.Repeat("Grüße, 日本語 \u0001 \"quoted\"; ", 80));
        var body = System.Text.Json.JsonSerializer.Serialize(new { kind = "Abort", reason });

        var (status, text) = await app.SendAsync("POST", $"/api/runs/{run}/commands", app.Key, body);

        Assert.True(status == 202, text);
        var command = Assert.Single(await new CommandLog(app.Store.Records).ReadAsync(run, 0, Cancellation));
        Assert.Equal((reason, "ada"), (command.Reason, command.By));
    }

    [Fact]
    public async Task The_engine_of_the_invocation_is_the_one_that_is_rung()
    {
        await using var app = await TestApp.BeginAsync();
        var run = await OpenRunAsync(app);
        var (one, other) = (new SilentEngine(), new SilentEngine());

        await app.SendAsync("POST", $"/api/runs/{run}/commands", app.Key, """{"kind":"Abort"}""", one);
        await app.SendAsync("GET", $"/api/runs/{run}", app.Key, client: other);

        Assert.Equal([run], one.Rung);
        Assert.Empty(other.Rung);
    }

    [Fact]
    public async Task Lines_end_in_line_feeds_and_carry_no_length()
    {
        await using var app = await TestApp.BeginAsync();
        var run = await OpenRunAsync(app);
        var log = new Core.Audit.AuditLog(app.Store.Blobs, app.Store.Records, app.Time);
        await log.AppendAsync(run, [.. Enumerable.Range(0, 3).Select(n => new Core.Audit.AuditEntry($"k{n}", Core.Audit.AuditEvents.Approved, app.Time.GetUtcNow(), "ada"))], Cancellation);
        var http = app.Request("GET", $"/api/runs/{run}/audit", app.Key);

        await app.Pipeline.AnswerAsync(http, new SilentEngine());

        var text = TestApp.Text(http);
        Assert.Equal((200, "application/x-ndjson", null), (http.Response.StatusCode, http.Response.ContentType, http.Response.ContentLength));
        Assert.Equal(3, text.Count(c => c == '\n'));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public async Task An_answer_that_would_outlast_the_platform_is_broken_off_and_not_ended()
    {
        var begun = new TaskCompletionSource();
        await using var app = await TestApp.BeginAsync(services => services.AddScoped(_ => EndlessOperations.Create(begun)));
        var http = app.Request("GET", "/api/findings?blob=findings/" + new string('a', 64), app.Key);
        var aborted = new Aborted();
        http.Features.Set<IHttpRequestLifetimeFeature>(aborted);
        http.Features.Set<IHttpResponseFeature>(new Started(http.Features.Get<IHttpResponseFeature>()!));

        var answering = app.Pipeline.AnswerAsync(http, new SilentEngine());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        app.Time.Advance(AppPipeline.LongestAnswer - TimeSpan.FromSeconds(1));
        Assert.False(aborted.Was);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await answering;

        Assert.True(aborted.Was);
        Assert.True(AppPipeline.LongestAnswer < TimeSpan.FromSeconds(230));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_no_failure_of_the_function()
    {
        var begun = new TaskCompletionSource();
        await using var app = await TestApp.BeginAsync(services => services.AddScoped(_ => EndlessOperations.Create(begun)));
        var http = app.Request("GET", "/api/findings?blob=findings/" + new string('a', 64), app.Key);
        using var caller = new CancellationTokenSource();
        http.RequestAborted = caller.Token;

        var answering = app.Pipeline.AnswerAsync(http, new SilentEngine());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await caller.CancelAsync();
        await answering;

        Assert.Equal(caller.Token, http.RequestAborted);

        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await using var closed = await TestApp.BeginAsync(closed: true);
        var late = closed.Request("GET", "/health/ready", null);
        late.RequestAborted = gone.Token;
        await closed.Pipeline.AnswerAsync(late, new SilentEngine());
    }

    [Fact]
    public async Task An_app_that_cannot_be_opened_lives_and_is_not_ready_and_tells_strangers_nothing()
    {
        await using var app = await TestApp.BeginAsync(closed: true);

        Assert.Equal(200, (await app.SendAsync("GET", "/health/live")).Status);
        var ready = await app.SendAsync("GET", "/health/ready");
        var runs = await app.SendAsync("GET", "/api/runs", app.Key);

        Assert.Equal((503, 503), (ready.Status, runs.Status));
        Assert.DoesNotContain("account", ready.Text + runs.Text, StringComparison.Ordinal);
        Assert.Equal(1, app.Openings);
    }

    [Fact]
    public async Task An_app_that_could_not_be_opened_is_opened_by_a_later_request()
    {
        await using var app = await TestApp.BeginAsync(closed: true);
        await app.SendAsync("GET", "/health/ready");
        app.Closed = false;

        Assert.Equal(503, (await app.SendAsync("GET", "/health/ready")).Status);
        app.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((200, """{"status":"ready"}"""), await app.SendAsync("GET", "/health/ready"));
        await app.SendAsync("GET", "/api/runs", app.Key);

        Assert.Equal(2, app.Openings);
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7:51234", "203.0.113.7")]
    [InlineData("198.51.100.1, 203.0.113.7:51234, 10.0.0.4", "203.0.113.7")]
    [InlineData("198.51.100.1, [2001:db8::7]:51234, 127.0.0.1", "2001:db8::7")]
    [InlineData("rubbish, 192.168.1.1", "127.0.0.1")]
    public async Task The_caller_is_whom_the_platform_wrote_last(string? forwarded, string address)
    {
        await using var app = await TestApp.BeginAsync();
        var http = app.Request("GET", "/health/live");
        if (forwarded is not null)
        {
            http.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        await app.Pipeline.AnswerAsync(http, new SilentEngine());

        Assert.Equal(IPAddress.Parse(address), http.Connection.RemoteIpAddress);
    }

    private static async Task<string> OpenRunAsync(TestApp app)
    {
        var now = app.Time.GetUtcNow();
        var run = new RunRecord { Id = "production-1", Environment = "production", Commit = new string('a', 40), Repository = "r", Version = 1, StartedBy = "ada", StartedAt = now, UpdatedAt = now };
        await new RunStore(app.Store.Records, app.Time).TryCreateAsync(run, Cancellation);
        return run.Id;
    }

    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : part is RoutePatternSeparatorPart separator ? separator.Content : part is RoutePatternParameterPart { Name: "documentName" } ? "v1" : "x"))));

    private static IEnumerable<string> Triggers(string method) =>
        from function in typeof(HttpTriggers).GetMethods()
        from parameter in function.GetParameters()
        from trigger in parameter.GetCustomAttributes(inherit: false).OfType<HttpTriggerAttribute>()
        where trigger.Methods is null or [] || trigger.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)
        select trigger.Route;

    private static bool Matches(string route, string path) => new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch(path, []);

    private sealed class Aborted : IHttpRequestLifetimeFeature
    {
        public bool Was { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Was = true;
    }

    private sealed class Started(IHttpResponseFeature inner) : IHttpResponseFeature
    {
        public int StatusCode { get => inner.StatusCode; set => inner.StatusCode = value; }

        public string? ReasonPhrase { get => inner.ReasonPhrase; set => inner.ReasonPhrase = value; }

        public IHeaderDictionary Headers { get => inner.Headers; set => inner.Headers = value; }

        [Obsolete("Of the interface.")]
        public Stream Body { get => inner.Body; set => inner.Body = value; }

        public bool HasStarted => true;

        public void OnStarting(Func<object, Task> callback, object state) => inner.OnStarting(callback, state);

        public void OnCompleted(Func<object, Task> callback, object state) => inner.OnCompleted(callback, state);
    }
}
