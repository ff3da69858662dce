using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.Http;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Targets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What services answer that nobody can work with, and what is said about it before anything is written.</summary>
public sealed class HttpTargetTests : IAsyncLifetime
{
    private const string Path = "/routes/a";
    private readonly LeaseClock _waiting = new();
    private JsonService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ResourceSlice Slice { get; } = new("routes", ResourceKind.HttpResources, "http", 0, Keys: [Path]);

    public async ValueTask InitializeAsync() => _service = await JsonService.StartAsync();

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    public static TheoryData<int, string, string?, string> Answers { get; } = new()
    {
        { 401, "application/json", null, TargetCodes.AccessRefused.Code },
        { 403, "text/html", null, TargetCodes.AccessRefused.Code },
        { 302, "text/html", "https://login.example.com/?token=secret", TargetCodes.OtherService.Code },
        { 308, "application/json", "/elsewhere", TargetCodes.OtherService.Code },
        { 200, "text/html", null, TargetCodes.OtherService.Code },
        { 200, "text/plain", null, TargetCodes.OtherService.Code },
        { 204, "application/json", null, TargetCodes.OtherService.Code },
        { 200, "application/json", null, TargetCodes.Malformed.Code },
        { 429, "application/json", null, HttpTargetCodes.TurnedAway.Code },
        { 418, "application/json", null, TargetCodes.Unreachable.Code },
        { 500, "application/json", null, TargetCodes.Unreachable.Code },
        { 503, "application/json", null, TargetCodes.Unreachable.Code },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_nobody_can_work_with_is_a_finding_before_anything_is_written(int status, string type, string? location, string code)
    {
        _service.Instead = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.Headers.ETag = "\"1\"";
            if (location is not null)
            {
                context.Response.Headers.Location = location;
            }

            if (status is not 204)
            {
                await context.Response.WriteAsync("<html>sign in</html>");
            }

            return true;
        };
        await using var target = Value(await OpenAsync());

        var finding = (await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Slice, [Path], Cancellation))).Finding;

        Assert.Equal(code, finding.Code);
        Assert.Equal(target.Binding.Address.ToString(), finding.Target);
        Assert.DoesNotContain("token", finding.Message, StringComparison.Ordinal);
        Assert.All(_service.Requests, request => Assert.StartsWith("GET", request, StringComparison.Ordinal));
        Assert.False((await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation)).Succeeded);
        Assert.Empty(_service.Resources);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var expired = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(-10));
        await using var service = await JsonService.StartAsync(expired);
        await using var target = Value(await OpenAsync(new { baseUrl = service.Url, bookkeeping = "/fm" }));

        var marker = await target.ReadMarkerAsync(Cancellation);

        Assert.Equal(HttpTargetCodes.Certificate.Code, Assert.Single(marker.Findings).Code);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task A_service_that_ignores_conditions_is_not_written_to()
    {
        _service.Conditions = false;
        await using var target = Value(await OpenAsync());

        var claimed = await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation);

        Assert.Equal(HttpTargetCodes.ConditionsIgnored.Code, Assert.Single(claimed.Findings).Code);
        Assert.Equal(["/fm"], _service.Resources.Keys);
    }

    [Fact]
    public async Task A_resource_without_a_version_is_refused()
    {
        _service.Put(Path, "{}");
        _service.Versions = false;
        await using var target = Value(await OpenAsync());

        var finding = (await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Slice, [Path], Cancellation))).Finding;

        Assert.Equal(HttpTargetCodes.NoVersion.Code, finding.Code);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_not_read()
    {
        _service.Put(Path, $"\"{new string('x', HttpService.MostBytes)}\"");
        await using var target = Value(await OpenAsync());

        var finding = (await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Slice, [Path], Cancellation))).Finding;

        Assert.Equal(HttpTargetCodes.TooLarge.Code, finding.Code);
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_is_asked_again_when_it_said()
    {
        var turnedAway = 0;
        _service.Put(Path, """{ "a": 1 }""");
        _service.Instead = context =>
        {
            if (turnedAway >= 2)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = turnedAway++ == 0 ? 429 : 503;
            context.Response.Headers.RetryAfter = "7";
            return Task.FromResult(true);
        };
        await using var target = Value(await OpenAsync());
        _waiting.Run();

        var items = await target.ReadManyAsync(Slice, [Path], Cancellation);

        Assert.Equal(Digest.Of("""{"a":1}"""), items[0]!.Checksum);
        Assert.Equal(TimeSpan.FromSeconds(14), _waiting.GetElapsedTime(0));
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_too_long_is_not_waited_for()
    {
        _service.Instead = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3600";
            return Task.FromResult(true);
        };
        await using var target = Value(await OpenAsync());

        var marker = await target.ReadMarkerAsync(Cancellation);

        Assert.Equal(HttpTargetCodes.TurnedAway.Code, Assert.Single(marker.Findings).Code);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task What_the_service_sets_itself_is_no_part_of_an_item()
    {
        _service.Rewrite = body => body.Insert(1, "\"updatedAt\":\"now\",");
        await using var target = Value(await OpenAsync(new { baseUrl = _service.Url, bookkeeping = "/fm", ignore = new[] { "/updatedAt", "/meta/etag" } }));
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));

        var made = Value(await target.WriteAsync(claim, Slice, [Write("1", null, """{"a":1}""")], Cancellation));
        var changed = Value(await target.WriteAsync(claim, Slice, [Write("2", """{"a":1}""", """{"a":2}""")], Cancellation));

        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], made.Concat(changed).Select(result => result.Status));
        Assert.Equal("""{"updatedAt":"now","a":2}""", _service.Read(Path));
        var refused = await target.WriteAsync(claim, Slice, [Write("3", """{"a":2}""", """{"updatedAt":"then"}""")], Cancellation);
        Assert.Equal(TargetCodes.Refused.Code, Assert.Single(refused.Findings).Code);
    }

    [Fact]
    public async Task A_service_that_makes_something_else_of_a_body_is_found_out_and_holds_again_what_it_held()
    {
        _service.Put(Path, """{"a":1}""");
        await using var target = Value(await OpenAsync());
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        _service.Rewrite = body => body.Replace("\"a\":2", "\"a\":3", StringComparison.Ordinal);

        var written = await target.WriteAsync(claim, Slice, [Write("1", """{"a":1}""", """{"a":2}""")], Cancellation);

        Assert.Equal(TargetCodes.NotKept.Code, Assert.Single(written.Findings).Code);
        Assert.Equal("""{"a":1}""", _service.Read(Path));
        Assert.False(JsonDocument.Parse(_service.Read("/fm")!).RootElement.GetProperty("writing").GetBoolean());
    }

    [Fact]
    public async Task A_refused_resource_leaves_those_before_it_written_with_receipts()
    {
        await using var target = Value(await OpenAsync());
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        _service.Instead = context =>
        {
            var refused = context.Request is { Method: "PUT", Path.Value: "/routes/b" };
            context.Response.StatusCode = refused ? 422 : 200;
            return Task.FromResult(refused);
        };
        var first = Write("1", null, """{"a":1}""");
        var second = Write("2", null, "{}") with { Key = "/routes/b" };

        var written = await target.WriteAsync(claim, Slice, [first, second], Cancellation);
        _service.Instead = null;
        var again = Value(await target.WriteAsync(claim, Slice, [first, second], Cancellation));

        Assert.Equal(TargetCodes.Refused.Code, Assert.Single(written.Findings).Code);
        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], again.Select(result => result.Status));
    }

    [Fact]
    public async Task The_secret_goes_into_the_header_and_nowhere_else()
    {
        var sent = new List<string>();
        _service.Instead = context =>
        {
            sent.Add($"{context.Request.Headers.Authorization} {context.Request.Headers["X-Tenant"]}");
            context.Response.StatusCode = 401;
            return Task.FromResult(true);
        };
        await using var target = Value(await OpenAsync(new { baseUrl = _service.Url, bookkeeping = "/fm", authorization = new { secret = "gateway" }, headers = new Dictionary<string, string> { ["X-Tenant"] = "shop" } }));

        var finding = Assert.Single((await target.ReadMarkerAsync(Cancellation)).Findings);

        Assert.Equal(["Bearer hunter2 shop"], sent);
        Assert.DoesNotContain("hunter2", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bookkeeping_of_somebody_else_is_left_alone()
    {
        _service.Put("/fm", """{ "something": "else" }""");
        await using var target = Value(await OpenAsync());

        var claimed = await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation);

        Assert.Equal(TargetCodes.Damaged.Code, Assert.Single(claimed.Findings).Code);
        Assert.Equal("""{ "something": "else" }""", _service.Read("/fm"));
    }

    [Fact]
    public async Task A_writer_that_slept_beyond_its_lease_sends_nothing()
    {
        var gate = new WriteGate("target write");
        await using var zombie = Value(await OpenAsync(observer: gate));
        var claim = Value(await zombie.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        var writing = Task.Run(() => zombie.WriteAsync(claim, Slice, [Write("1", null, "{}")], Cancellation));
        await gate.Reached.WaitAsync(Cancellation);

        _waiting.Run();
        await using var heir = Value(await OpenAsync());
        var heirs = Value(await heir.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        Value(await heir.WriteAsync(heirs, Slice, [Write("1", null, "{}")], Cancellation));
        Value(await heir.WriteAsync(heirs, Slice, [Write("2", "{}", null)], Cancellation));
        gate.Open();

        Assert.Equal(TargetCodes.ClaimLost.Code, Assert.Single((await writing).Findings).Code);
        Assert.Null(_service.Read(Path));
    }

    [Theory]
    [InlineData("""{ "baseUrl": "ftp://x", "bookkeeping": "/fm" }""")]
    [InlineData("""{ "baseUrl": "http://user:pw@x", "bookkeeping": "/fm" }""")]
    [InlineData("""{ "baseUrl": "http://x?a=b", "bookkeeping": "/fm" }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1" }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "fm" }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/../fm" }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "timeout": "1d" }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "headers": { "Authorization": "Bearer hunter2" } }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "headers": { "X-A": "b\r\nc" } }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "authorization": "hunter2" }""")]
    [InlineData("""{ "baseUrl": "http://gateway.example.com", "bookkeeping": "/fm", "authorization": { "secret": "gateway" } }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "ignore": ["updatedAt"] }""")]
    [InlineData("""{ "baseUrl": "http://127.0.0.1", "bookkeeping": "/fm", "base": 1 }""")]
    public async Task A_definition_that_cannot_be_used_is_refused_by_its_text(string settings)
    {
        var opened = await OpenAsync(JsonSerializer.Deserialize<JsonElement>(settings));

        Assert.NotEmpty(opened.Findings);
        Assert.All(opened.Findings, finding => Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code));
        Assert.All(opened.Findings, finding => Assert.DoesNotContain("hunter2", finding.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("routes")]
    [InlineData("/")]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/fm")]
    public async Task A_key_that_is_no_path_of_the_service_is_refused_while_the_plan_is_made(string key)
    {
        await using var target = Value(await OpenAsync());
        var body = Encoding.UTF8.GetBytes("{}");

        var finding = target.Check(Slice, new DesiredItem(key, Digest.Of(body), ItemContent.Of(body), new Place("routes.yaml")));

        Assert.Equal(TargetCodes.BadKey.Code, finding?.Code);
        Assert.Null((await target.ReadManyAsync(Slice, [key], Cancellation))[0]);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task A_rehearsal_says_what_it_did_not_prove()
    {
        var scratch = await Type().CreateScratchAsync(Bind(Settings()), new ScratchRequest("run", [Slice], []), Cancellation);

        Assert.Equal(PlanCodes.NotRehearsed.Code, Assert.Single(scratch.Findings).Code);
        await Value(scratch).DisposeAsync();
    }

    private static ItemWrite Write(string id, string? from, string? to) => new(
        id, Path, from is null ? null : Digest.Of(from), to is null ? null : Digest.Of(to), to is null ? null : ItemContent.Of(Encoding.UTF8.GetBytes(to)), false);

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }

    private static TargetBinding Bind(object settings) => LocalPlaceFixture.Bind("http", settings);

    private object Settings() => new { baseUrl = _service.Url, bookkeeping = "/fm" };

    private HttpTargetType Type(Core.Ports.IDurableWriteObserver? observer = null) =>
        new(new LocalSecretSource(".", _ => "hunter2"), new FakeTimeProvider(), observer, waiting: _waiting);

    private Task<Outcome<ITarget>> OpenAsync(object? settings = null, Core.Ports.IDurableWriteObserver? observer = null) =>
        Type(observer).OpenAsync(Bind(settings ?? Settings()), TargetAccess.Apply, Cancellation);
}
