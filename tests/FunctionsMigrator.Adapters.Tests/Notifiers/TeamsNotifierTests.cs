using System.Text.Json;
using FunctionsMigrator.Adapters.Notifiers.Teams;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Testing.Notices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Notifiers;

/// <summary>Cards to a workflow of Teams.</summary>
public sealed class TeamsNotifierTests : HttpNotifierContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task How_long_to_wait_is_taken_from_the_answer()
    {
        await using var world = await TeamsWorld.StartAsync();
        world.Receiver.Answer = response =>
        {
            response.Headers.RetryAfter = "90";
            return StatusCodes.Status429TooManyRequests;
        };

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((NoticeCodes.Busy.Code, true, TimeSpan.FromSeconds(90), true), (answer.Failure!.Code, answer.Retryable, answer.RetryAfter, answer.OfChannel));
    }

    [Fact]
    public async Task How_long_to_wait_may_be_a_time()
    {
        await using var world = await TeamsWorld.StartAsync();
        var until = world.Time.GetUtcNow() + TimeSpan.FromSeconds(121);
        world.Receiver.Answer = response =>
        {
            response.Headers.RetryAfter = until.ToString("R");
            return StatusCodes.Status503ServiceUnavailable;
        };

        Assert.Equal(TimeSpan.FromMinutes(2), (await world.SendAsync(NoticeSamples.Request, Cancellation)).RetryAfter);
    }

    [Fact]
    public async Task No_more_than_four_a_second_are_posted()
    {
        await using var world = await TeamsWorld.StartAsync();

        await world.Notifier.SendAsync(NoticeSamples.Request, world.Receiver.Hook, Cancellation);
        var second = world.Notifier.SendAsync(NoticeSamples.Request, world.Receiver.Hook, Cancellation);

        Assert.False(second.IsCompleted);
        Assert.Single(world.Receiver.Cards);
        world.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Null((await second).Failure);
        Assert.Equal(2, world.Receiver.Cards.Count);
    }

    [Theory]
    [InlineData("https://outlook.office.com/webhook/1/IncomingWebhook/2", "NTF010")]
    [InlineData("https://shop.webhook.office.com/webhookb2/1/IncomingWebhook/2", "NTF010")]
    [InlineData("https://evil.example/workflows?sig=1", "NTF009")]
    [InlineData("https://api.powerautomate.com.evil.example/?sig=1", "NTF009")]
    [InlineData("https://api.powerautomate.com@evil.example/?sig=1", "NTF009")]
    [InlineData("https://api.powerautomate.com:8443/?sig=1", "NTF009")]
    [InlineData("http://api.powerautomate.com/?sig=1", "NTF009")]
    [InlineData("http://127.0.0.1:9/?sig=1", "NTF009")]
    [InlineData("file:///etc/passwd", "NTF009")]
    [InlineData("ops-hook", "NTF009")]
    public void Only_workflows_of_Power_Automate_are_posted_to(string hook, string code)
    {
        var read = TeamsHook.Read(hook, ["hooks.example.com"]);

        Assert.Equal(code, Assert.Single(read.Findings).Code);
        Assert.DoesNotContain("sig", read.Findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", read.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.powerautomate.com/workflows/1?sig=1")]
    [InlineData("https://api.powerplatform.com/workflows/1?sig=1")]
    [InlineData("https://default0123.4.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke?sig=1")]
    [InlineData("https://flow.microsoft.com/1?sig=1")]
    [InlineData("https://hooks.example.com/1?sig=1")]
    [InlineData("http://127.0.0.1:9010/1?sig=1")]
    public void Workflows_and_hosts_of_the_settings_are_posted_to(string hook)
    {
        Assert.True(TeamsHook.Read(hook, ["hooks.example.com", "127.0.0.1:9010"]).Succeeded);
    }

    [Fact]
    public void An_allowed_host_that_is_not_this_machine_is_not_posted_to_without_https()
    {
        Assert.False(TeamsHook.Read("http://hooks.example.com:80/1?sig=1", ["hooks.example.com:80"]).Succeeded);
    }

    /// <inheritdoc/>
    protected override async Task<IHttpNotifierWorld> BeginHttpAsync() => await TeamsWorld.StartAsync();

    private sealed class TeamsWorld(CardReceiver receiver) : IHttpNotifierWorld
    {
        public CardReceiver Receiver { get; } = receiver;

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

        public TeamsNotifier Notifier => field ??= new TeamsNotifier([Receiver.Host], Time);

        public int Refusal => StatusCodes.Status404NotFound;

        public IReadOnlyList<string> Secrets => [CardReceiver.Signature, Receiver.Hook, Receiver.Host];

        public static async Task<TeamsWorld> StartAsync() => new(await CardReceiver.StartAsync());

        public Task<NoticeAnswer> SendAsync(NoticeContent content, CancellationToken cancellation)
        {
            // Nobody waits for the pace here.
            Time.Advance(TimeSpan.FromSeconds(1));
            return Notifier.SendAsync(content, Receiver.Hook, cancellation);
        }

        public Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([.. Receiver.Cards.Select(Texts)]);

        public async ValueTask DisposeAsync()
        {
            Notifier.Dispose();
            await Receiver.DisposeAsync();
        }

        private static string Texts(string card)
        {
            using var document = JsonDocument.Parse(card);
            return string.Join('\n', CardTests.TextsOf(document.RootElement));
        }
    }
}
