using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Notifiers.Webhook;
using FunctionsMigrator.Adapters.Webhooks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Notices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Notifiers;

/// <summary>Signed events to an address of a policy.</summary>
public sealed class WebhookNotifierTests : HttpNotifierContract
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };

    private const string Secret = "the-secret-that-both-ends-hold";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_request_to_approve_reads_as_approved() => Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.Request)), "Notifiers/Events/approval-requested.approved.json");

    [Fact]
    public void A_run_that_was_rolled_back_reads_as_approved() =>
        Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.Final(RunState.RolledBack) with { Link = null })), "Notifiers/Events/rolled-back.approved.json");

    [Fact]
    public void A_run_that_failed_reads_as_approved() => Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.Final(RunState.Failed))), "Notifiers/Events/finished.approved.json");

    [Fact]
    public void A_run_that_begins_to_write_reads_as_approved() => Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.Begun)), "Notifiers/Events/begun.approved.json");

    [Fact]
    public void A_gate_reads_as_approved_with_who_opens_it_and_how() => Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.Gate)), "Notifiers/Events/paused-gate.approved.json");

    [Fact]
    public void Taking_back_reads_as_approved() => Approved.Matches(Indented(WebhookEvent.Render(NoticeSamples.RollingBack)), "Notifiers/Events/rolling-back.approved.json");

    [Fact]
    public async Task The_other_end_of_the_same_product_accepts_the_signature_and_nobody_else_s()
    {
        await using var world = await WebhookWorld.StartAsync();

        await world.SendAsync(NoticeSamples.Request, Cancellation);

        var request = Received(world.Receiver);
        var provider = new GenericWebhook();
        Assert.Null(provider.Verify(request, [Secret], world.Time.GetUtcNow()));
        Assert.Equal(DeliveryCodes.WrongSignature.Code, provider.Verify(request, ["another"], world.Time.GetUtcNow())!.Code);
        Assert.Equal(DeliveryCodes.OutOfTime.Code, provider.Verify(request, [Secret], world.Time.GetUtcNow().AddMinutes(6))!.Code);
        Assert.StartsWith("application/cloudevents+json", world.Receiver.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_attempt_is_the_same_event_with_a_nonce_of_its_own()
    {
        await using var world = await WebhookWorld.StartAsync();

        await world.SendAsync(NoticeSamples.Request, Cancellation);
        var first = world.Receiver.Headers["X-Fm-Nonce"];
        await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.NotEqual(first, world.Receiver.Headers["X-Fm-Nonce"]);
        Assert.Equal(world.Receiver.Cards[0], world.Receiver.Cards[1]);
    }

    [Fact]
    public async Task All_events_of_a_run_have_it_as_subject_and_ids_of_their_own()
    {
        await using var world = await WebhookWorld.StartAsync();

        await world.SendAsync(NoticeSamples.Request, Cancellation);
        await world.SendAsync(NoticeSamples.Final(RunState.Completed), Cancellation);

        var events = world.Receiver.Cards.Select(body => JsonDocument.Parse(body).RootElement).ToList();
        Assert.Equal([NoticeSamples.Request.Run, NoticeSamples.Request.Run], events.Select(one => one.GetProperty("subject").GetString()));
        Assert.Equal(2, events.Select(one => one.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_now_is_tried_again_and_nothing_is_posted_unsigned()
    {
        await using var world = await WebhookWorld.StartAsync();
        using var notifier = new WebhookNotifier([world.Receiver.Host], (_, _) => Task.FromResult(TargetCodes.SecretMissing.Fail<string>("no")), world.Time);

        var answer = await notifier.SendAsync(NoticeSamples.Request, world.Address, Cancellation);

        Assert.True(answer.Retryable);
        Assert.Empty(world.Receiver.Cards);
    }

    [Theory]
    [InlineData("https://chat.example.com/hook", true)]
    [InlineData("https://CHAT.example.com:443/hook", true)]
    [InlineData("http://127.0.0.1:9020/hook", true)]
    [InlineData("https://chat.example.com:8443/hook", false)]
    [InlineData("https://chat.example.com.evil.example/hook", false)]
    [InlineData("https://chat.example.com@evil.example/hook", false)]
    [InlineData("http://chat.example.com:443/hook", false)]
    [InlineData("http://127.0.0.1:9021/hook", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("hook", false)]
    public void Only_hosts_of_the_settings_are_posted_to(string url, bool allowed)
    {
        var read = WebhookHook.Read(NoticeReceivers.WebhookAddress("chat", url), ["chat.example.com", "127.0.0.1:9020"]);

        Assert.Equal(allowed, read.Succeeded);
        Assert.All(read.Findings, finding => Assert.Equal(NoticeCodes.NoWebhook.Code, finding.Code));
        Assert.All(read.Findings, finding => Assert.DoesNotContain("hook", finding.Message, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    protected override async Task<IHttpNotifierWorld> BeginHttpAsync() => await WebhookWorld.StartAsync();

    private static WebhookRequest Received(CardReceiver receiver) => new(Encoding.UTF8.GetBytes(receiver.Cards[^1]), receiver.Headers);

    private static string Indented(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return JsonSerializer.Serialize(document.RootElement, Pretty) + "\n";
    }

    private sealed class WebhookWorld(CardReceiver receiver) : IHttpNotifierWorld
    {
        public CardReceiver Receiver { get; } = receiver;

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

        public WebhookNotifier Notifier => field ??= new WebhookNotifier([Receiver.Host], (name, _) => Task.FromResult(Outcome.Of(Secret)), Time);

        public string Address => NoticeReceivers.WebhookAddress("chat", Receiver.Hook);

        public int Refusal => StatusCodes.Status410Gone;

        public IReadOnlyList<string> Secrets => [CardReceiver.Signature, Receiver.Hook, Receiver.Host, Secret];

        public static async Task<WebhookWorld> StartAsync() => new(await CardReceiver.StartAsync());

        public Task<NoticeAnswer> SendAsync(NoticeContent content, CancellationToken cancellation) => Notifier.SendAsync(content, Address, cancellation);

        public Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellation) => Task.FromResult(Receiver.Cards);

        public async ValueTask DisposeAsync()
        {
            Notifier.Dispose();
            await Receiver.DisposeAsync();
        }
    }
}
