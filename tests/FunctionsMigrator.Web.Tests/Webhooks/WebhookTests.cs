using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FunctionsMigrator.Adapters;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests.Webhooks;

/// <summary>Deliveries over real connections: what is let in, what is not, and what the provider is answered.</summary>
public sealed class WebhookTests
{
    private const string Secret = "It's a Secret to Everybody";
    private readonly RecordingDesk _desk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Providers => [.. AdapterCatalogue.WebhookProviders.Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_proven_push_is_accepted_and_worked_on_behind_the_answer(string provider)
    {
        await using var server = await StartAsync();

        var response = await PostAsync(server, provider, Recorded(provider, "push"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Contains("\"Accepted\"", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(RecordedDelivery.After, Assert.Single(Assert.Single(_desk.Accepted).Pushes).After);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_is_no_push_is_answered_with_200_and_starts_no_work(string provider)
    {
        await using var server = await StartAsync();

        var response = await PostAsync(server, provider, Recorded(provider, "nothing"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, _desk.Takes);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Without_a_proof_or_with_a_wrong_one_nothing_is_accepted(string provider)
    {
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await PostAsync(server, provider, RecordedDelivery.Read(provider, "push")), HttpStatusCode.Unauthorized, "DLV003");
        await ApiAssert.ProblemAsync(
            await PostAsync(server, provider, RecordedDelivery.Read(provider, "push").Sign(provider, "a guess", _time.GetUtcNow())), HttpStatusCode.Unauthorized, "DLV004");
        Assert.Empty(_desk.Accepted);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_not_parsed_before_it_is_proven()
    {
        await using var server = await StartAsync();
        var broken = RecordedDelivery.Read("github", "push") with { Body = "{ not json"u8.ToArray() };

        await ApiAssert.ProblemAsync(await PostAsync(server, "github", broken.Sign("github", "a guess", _time.GetUtcNow())), HttpStatusCode.Unauthorized, "DLV004");
        await ApiAssert.ProblemAsync(await PostAsync(server, "github", broken.Sign("github", Secret, _time.GetUtcNow())), HttpStatusCode.BadRequest, "DLV006");
    }

    [Fact]
    public async Task A_proof_that_is_there_twice_proves_nothing()
    {
        await using var server = await StartAsync();
        using var request = Request("github", Recorded("github", "push"));
        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", "sha256=00");

        // The client sends both in one line.
        await ApiAssert.ProblemAsync(await server.Http.SendAsync(request, Cancellation), HttpStatusCode.Unauthorized, "DLV004");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        await using var server = await StartAsync(options => options with { LargestDelivery = 2 << 20 });
        var large = RecordedDelivery.Read("github", "push") with { Body = new byte[(2 << 20) + 1] };
        using var request = Request("github", large.Sign("github", Secret, _time.GetUtcNow()));
        request.Headers.TransferEncodingChunked = chunked;

        await ApiAssert.ProblemAsync(await server.Http.SendAsync(request, Cancellation), HttpStatusCode.RequestEntityTooLarge, "WEB015");
        Assert.Empty(_desk.Accepted);
    }

    [Fact]
    public async Task A_body_that_an_endpoint_of_the_api_would_refuse_is_read_here()
    {
        await using var server = await StartAsync();
        var large = RecordedDelivery.Read("github", "push");
        large = large with { Body = [.. large.Body, .. Enumerable.Repeat((byte)' ', 3 << 20)] };

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(server, "github", large.Sign("github", Secret, _time.GetUtcNow()))).StatusCode);
    }

    [Fact]
    public async Task A_body_that_was_cut_off_on_its_way_is_refused()
    {
        await using var server = await StartAsync();
        var delivery = Recorded("github", "push");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        var head = new StringBuilder("POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in delivery.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Content-Length: {delivery.Body.Length}\r\n\r\n"), Cancellation);
        await stream.WriteAsync(delivery.Body.AsMemory(0, delivery.Body.Length / 2), Cancellation);
        client.Client.Shutdown(SocketShutdown.Send);
        var answer = await new StreamReader(stream).ReadToEndAsync(Cancellation);

        Assert.DoesNotContain("HTTP/1.1 2", answer, StringComparison.Ordinal);
        Assert.Empty(_desk.Accepted);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task Anything_but_json_is_refused(string type)
    {
        await using var server = await StartAsync();
        var delivery = Recorded("github", "push").With([new("Content-Type", type)]);

        await ApiAssert.ProblemAsync(await PostAsync(server, "github", delivery), HttpStatusCode.UnsupportedMediaType, "WEB016");
    }

    [Fact]
    public async Task A_provider_that_is_unknown_or_not_set_up_is_not_found()
    {
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await PostAsync(server, "sourceforge", Recorded("github", "push")), HttpStatusCode.NotFound, "DLV001");
        await using var bare = await StartAsync(options => options with { WebhookSecrets = new WebOptions { Authenticate = options.Authenticate }.WebhookSecrets });
        await ApiAssert.ProblemAsync(await PostAsync(bare, "github", Recorded("github", "push")), HttpStatusCode.NotFound, "DLV002");
    }

    [Fact]
    public async Task A_host_that_cannot_read_its_secrets_asks_the_provider_to_come_again()
    {
        await using var server = await StartAsync(options => options with
        {
            WebhookSecrets = (_, _) => Task.FromResult(DeliveryCodes.NoSecret.Fail<IReadOnlyList<string>>("None of the secrets can be read.")),
        });

        await ApiAssert.ProblemAsync(await PostAsync(server, "github", Recorded("github", "push")), HttpStatusCode.ServiceUnavailable, "DLV007");
    }

    [Fact]
    public async Task An_address_that_guesses_waits_and_then_also_what_is_right_waits()
    {
        await using var server = await StartAsync(options => options with { FailedAttempts = 3 });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await PostAsync(server, "github", RecordedDelivery.Read("github", "push").Sign("github", $"guess {attempt}", _time.GetUtcNow()));
        }

        var response = await PostAsync(server, "github", Recorded("github", "push"));

        await ApiAssert.ProblemAsync(response, HttpStatusCode.TooManyRequests, "WEB012");
        Assert.NotNull(response.Headers.RetryAfter);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(server, "github", Recorded("github", "push"))).StatusCode);
    }

    [Fact]
    public async Task The_answer_does_not_wait_for_the_work_behind_it()
    {
        var ended = new TaskCompletionSource();
        _desk.Work = _ => ended.Task;
        await using var server = await StartAsync();

        var response = await PostAsync(server, "github", Recorded("github", "push"));
        var next = await PostAsync(server, "github", Recorded("github", "push"));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (response.StatusCode, next.StatusCode));
        ended.SetResult();
    }

    [Fact]
    public async Task Work_that_fails_behind_the_answer_is_left_to_the_sweep_and_logged()
    {
        _desk.Work = _ => throw new StoreException(StoreCodes.Unavailable.Finding("away"));
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(server, "github", Recorded("github", "push"))).StatusCode);
    }

    [Fact]
    public async Task Nothing_but_a_post_is_taken()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Get, "/webhooks/github", key: null)).StatusCode);
    }

    private RecordedDelivery Recorded(string provider, string name) => RecordedDelivery.Read(provider, name).Sign(provider, Secret, _time.GetUtcNow());

    private async Task<ApiServer> StartAsync(Func<WebOptions, WebOptions>? change = null)
    {
        WebOptions Change(WebOptions options)
        {
            var set = options with { Webhooks = AdapterCatalogue.WebhookProviders, WebhookSecrets = (_, _) => Task.FromResult(Outcome.Of<IReadOnlyList<string>>([Secret])) };
            return change?.Invoke(set) ?? set;
        }

        return await ApiServer.StartAsync(Change, _time, deliveries: _desk);
    }

    private static async Task<HttpResponseMessage> PostAsync(ApiServer server, string provider, RecordedDelivery delivery)
    {
        using var request = Request(provider, delivery);
        return await server.Http.SendAsync(request, Cancellation);
    }

    private static HttpRequestMessage Request(string provider, RecordedDelivery delivery)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{provider}") { Content = new ByteArrayContent(delivery.Body) };
        foreach (var (name, value) in delivery.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }
}
