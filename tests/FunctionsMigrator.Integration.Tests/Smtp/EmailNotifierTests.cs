using FunctionsMigrator.Adapters.Notifiers.Email;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Smtp;

/// <summary>E-mail through a real server.</summary>
public sealed class EmailNotifierTests(TestServers servers) : NotifierContract
{
    private const string AzureUser = "shop-mail|7d1c0000-0000-0000-0000-000000000000|7d1c0000-0000-0000-0000-000000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_and_the_end_of_its_run_are_one_thread_for_the_reader()
    {
        await using var world = await EmailWorld.StartAsync(servers);

        await world.SendAsync(NoticeSamples.Request, Cancellation);
        await world.SendAsync(NoticeSamples.Final(RunState.Completed), Cancellation);

        var mails = await world.Sink.MailsAsync(2, Cancellation);
        Assert.All(mails, mail => Assert.Equal(("fm@example.com", "bo@example.com"), (mail.From, Assert.Single(mail.To))));
        Assert.Equal(mails[0].Message.References[0], mails[1].Message.References[0]);
        Assert.NotEqual(mails[0].Message.MessageId, mails[1].Message.MessageId);
        Assert.Equal("auto-generated", mails[0].Message.Headers["Auto-Submitted"]);
        Assert.Contains(NoticeSamples.Request.Link!.AbsoluteUri, mails[0].Message.TextBody, StringComparison.Ordinal);
        Assert.Equal("[production] Approval needed: One-page checkout (plan 7f3c9a2e1b0d)", mails[0].Message.Subject);
    }

    [Fact]
    public async Task The_same_notice_sent_again_is_the_same_message()
    {
        await using var world = await EmailWorld.StartAsync(servers);

        await world.SendAsync(NoticeSamples.Request, Cancellation);
        await world.SendAsync(NoticeSamples.Request, Cancellation);

        var mails = await world.Sink.MailsAsync(2, Cancellation);
        Assert.Equal(mails[0].Message.MessageId, mails[1].Message.MessageId);
    }

    [Fact]
    public async Task Who_signs_in_does_so_behind_STARTTLS_also_by_the_names_of_Azure()
    {
        await using var world = await EmailWorld.StartAsync(servers, options => options with { Security = SmtpSecurity.StartTls, User = AzureUser, PasswordSecret = "smtp" }, trusted: true);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.True(answer.Failure is null, answer.ToString());
        Assert.Equal(AzureUser, Assert.Single(await world.Sink.MailsAsync(1, Cancellation)).User);
    }

    [Fact]
    public async Task A_wrong_password_is_a_failure_that_does_not_quote_it()
    {
        await using var world = await EmailWorld.StartAsync(
            servers, options => options with { Security = SmtpSecurity.StartTls, User = "fm", PasswordSecret = "smtp" }, trusted: true, password: "hush-hush");

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((NoticeCodes.SignInRefused.Code, true, true), (answer.Failure!.Code, answer.Retryable, answer.OfChannel));
        Assert.DoesNotContain("hush-hush", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_sends_nothing()
    {
        await using var world = await EmailWorld.StartAsync(
            servers, options => options with { Security = SmtpSecurity.StartTls, User = "fm", PasswordSecret = "smtp" }, trusted: true, password: null);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((TargetCodes.SecretMissing.Code, true), (answer.Failure!.Code, answer.Retryable));
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_without_STARTTLS_where_it_is_asked_for()
    {
        await using var world = await EmailWorld.StartAsync(servers, options => options with { Security = SmtpSecurity.StartTls }, bare: true, trusted: true);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((NoticeCodes.NotProtected.Code, true, true), (answer.Failure!.Code, answer.Retryable, answer.OfChannel));
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_whose_certificate_is_not_trusted()
    {
        await using var world = await EmailWorld.StartAsync(servers, options => options with { Security = SmtpSecurity.StartTls });

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal(NoticeCodes.NotProtected.Code, answer.Failure!.Code);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_from_the_first_byte_is_left()
    {
        await using var world = await EmailWorld.StartAsync(servers, options => options with { Security = SmtpSecurity.Tls });

        Assert.NotNull((await world.SendAsync(NoticeSamples.Request, Cancellation)).Failure);
    }

    [Theory]
    [InlineData(ServerMood.Refuses, "NTF006", false)]
    [InlineData(ServerMood.Busy, "NTF004", true)]
    public async Task A_refused_receiver_and_a_greylisted_one_are_told_apart(ServerMood mood, string code, bool retryable)
    {
        await using var world = await EmailWorld.StartAsync(servers);
        world.Behave(mood);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((code, retryable, false), (answer.Failure!.Code, answer.Retryable, answer.OfChannel));
    }

    [Fact]
    public async Task An_address_that_would_name_a_second_receiver_reaches_no_server()
    {
        await using var world = await EmailWorld.StartAsync(servers);

        var answer = await world.Notifier.SendAsync(NoticeSamples.Request, "bo@example.com>\r\nRCPT TO:<evil@example.com", Cancellation);

        Assert.Equal((NoticeCodes.ReceiverRefused.Code, false), (answer.Failure!.Code, answer.Retryable));
    }

    /// <inheritdoc/>
    protected override async Task<INotifierWorld> BeginAsync() => await EmailWorld.StartAsync(servers);

    private sealed class EmailWorld(SmtpSink sink, SmtpOptions options, bool trusted, string? password) : INotifierWorld
    {
        public SmtpSink Sink { get; } = sink;

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

        public EmailNotifier Notifier => field ??= new EmailNotifier(options, SecretAsync, Time) { Trust = trusted ? (_, certificate, _, _) => certificate is not null : null };

        public IReadOnlyList<string> Secrets => ["bo@example.com", SmtpSink.Password];

        public static async Task<EmailWorld> StartAsync(
            TestServers servers, Func<SmtpOptions, SmtpOptions>? with = null, bool bare = false, bool trusted = false, string? password = SmtpSink.Password)
        {
            var sink = await (await servers.SmtpAsync()).OpenAsync(Cancellation);
            var options = new SmtpOptions("127.0.0.1", bare ? sink.Bare : sink.Port, "fm@example.com", SmtpSecurity.None);
            return new EmailWorld(sink, with?.Invoke(options) ?? options, trusted, password);
        }

        public void Behave(ServerMood mood) => Sink.Behave(mood);

        public Task<NoticeAnswer> SendAsync(NoticeContent content, CancellationToken cancellation) => Notifier.SendAsync(content, "bo@example.com", cancellation);

        public async Task<IReadOnlyList<string>> ReceivedAsync(int count, CancellationToken cancellation) => [.. (await Sink.MailsAsync(count, cancellation)).Select(mail => mail.Message.HtmlBody!)];

        public Task ReachedAsync(CancellationToken cancellation) => Sink.ReachedAsync(cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Task<Outcome<string>> SecretAsync(string name, CancellationToken cancellation) =>
            Task.FromResult(password is null ? TargetCodes.SecretMissing.Fail<string>($"Secret '{name}' is not set.") : Outcome.Of(password));
    }
}
