using FunctionsMigrator.Adapters.Notifiers.Email;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Notices;
using MimeKit;

namespace FunctionsMigrator.Adapters.Tests.Notifiers;

/// <summary>The e-mails themselves.</summary>
public sealed class EmailMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 31, 5, TimeSpan.Zero);

    [Fact]
    public void A_request_is_written_as_approved() => Approve(NoticeSamples.Request, "request");

    [Fact]
    public void A_reminder_without_a_page_is_written_as_approved() => Approve(NoticeSamples.Reminder, "reminder");

    [Fact]
    public void Text_of_others_is_written_as_approved() => Approve(NoticeSamples.Attack, "hostile");

    [Fact]
    public void A_run_that_begins_to_write_is_written_as_approved() => Approve(NoticeSamples.Begun, "begun");

    [Fact]
    public void A_gate_is_written_as_approved_with_who_opens_it_and_how() => Approve(NoticeSamples.Gate, "gate");

    [Fact]
    public void Taking_back_is_written_as_approved_at_its_start_and_at_its_end()
    {
        Approve(NoticeSamples.RollingBack, "rolling-back");
        Approve(NoticeSamples.TakenBack, "taken-back");
    }

    [Theory]
    [InlineData(RunState.Completed)]
    [InlineData(RunState.NoChanges)]
    [InlineData(RunState.Invalid)]
    [InlineData(RunState.Conflict)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Denied)]
    [InlineData(RunState.Rejected)]
    [InlineData(RunState.Expired)]
    [InlineData(RunState.Superseded)]
    [InlineData(RunState.RolledBack)]
    [InlineData(RunState.Partial)]
    [InlineData(RunState.Failed)]
    public void A_final_state_is_written_as_approved(RunState state) => Approve(NoticeSamples.Final(state), $"final-{state.ToString().ToLowerInvariant()}");

    [Fact]
    public void The_same_notice_to_the_same_address_has_the_same_identity_and_every_other_has_its_own()
    {
        string Id(NoticeContent content, string to, int minutes) => EmailMessage.Compose(content, "fm@example.com", to, Now.AddMinutes(minutes)).MessageId!;

        var id = Id(NoticeSamples.Request, "bo@example.com", 0);

        Assert.Equal(id, Id(NoticeSamples.Request, "bo@example.com", 60));
        Assert.NotEqual(id, Id(NoticeSamples.Request, "kim@example.com", 0));
        Assert.NotEqual(id, Id(NoticeSamples.Reminder, "bo@example.com", 0));
        Assert.NotEqual(id, Id(NoticeSamples.Request with { Run = "production-2" }, "bo@example.com", 0));
    }

    [Fact]
    public void All_notices_of_a_run_are_one_thread_and_those_of_another_run_are_not()
    {
        string Thread(NoticeContent content) => Assert.Single(EmailMessage.Compose(content, "fm@example.com", "bo@example.com", Now).References);

        Assert.Equal(Thread(NoticeSamples.Request), Thread(NoticeSamples.Final(RunState.Completed)));
        Assert.NotEqual(Thread(NoticeSamples.Request), Thread(NoticeSamples.Request with { Run = "production-2" }));
    }

    [Fact]
    public void No_text_of_others_makes_a_header_or_a_receiver()
    {
        foreach (var text in new[] { "a\r\nBcc: evil@example.com", "a\nBcc: evil@example.com", "a\rBcc: evil@example.com", "=?utf-8?Q?a=0D=0ABcc:_evil@example.com?=", NoticeSamples.Hostile })
        {
            var message = Reread(EmailMessage.Compose(NoticeSamples.Spoiled(NoticeText.Line(text)), "fm@example.com", "bo@example.com", Now));

            Assert.Equal(
                ["Auto-Submitted", "Date", "From", "In-Reply-To", "MIME-Version", "Message-Id", "References", "Subject", "To", "X-Auto-Response-Suppress"],
                message.Headers.Select(header => header.Field).Where(field => field != "Content-Type").Order(StringComparer.Ordinal));
            Assert.Equal("bo@example.com", Assert.Single(message.To.Mailboxes).Address);
            Assert.Empty(message.Bcc);
            Assert.Empty(message.Cc);
        }
    }

    [Fact]
    public void Html_of_others_makes_no_element()
    {
        var before = EmailMessage.Compose(NoticeSamples.Spoiled("text"), "fm@example.com", "bo@example.com", Now).HtmlBody!;
        var after = EmailMessage.Compose(NoticeSamples.Attack, "fm@example.com", "bo@example.com", Now).HtmlBody!;

        Assert.Equal(before.Count(unit => unit == '<'), after.Count(unit => unit == '<'));
        Assert.Equal(before.Count(unit => unit == '"'), after.Count(unit => unit == '"'));
        Assert.Contains("&lt;script&gt;", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bo@example.com", true)]
    [InlineData("bo.o'hara+fm@mail.example.com", true)]
    [InlineData("bo@example.com\r\nRCPT TO:<evil@example.com>", false)]
    [InlineData("bo@example.com\n", false)]
    [InlineData("Bo <bo@example.com>", false)]
    [InlineData("bo@example.com, evil@example.com", false)]
    [InlineData("bo@example.com;evil@example.com", false)]
    [InlineData("bo@evil@example.com", false)]
    [InlineData("\"bo evil\"@example.com", false)]
    [InlineData("bo@", false)]
    [InlineData("@example.com", false)]
    [InlineData("bo@exa mple.com", false)]
    [InlineData("", false)]
    public void An_address_is_one_address_and_nothing_else(string text, bool valid) => Assert.Equal(valid, EmailAddress.IsOne(text));

    private static MimeMessage Reread(MimeMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }

    private static void Approve(NoticeContent content, string name)
    {
        var message = Reread(EmailMessage.Compose(content, "fm@example.com", "bo@example.com", Now));
        var headers = string.Concat(message.Headers.Select(header => $"{header.Field}: {header.Value}\n"));
        Approved.Matches($"{headers}\n--- text/plain\n{message.TextBody}\n--- text/html\n{message.HtmlBody}", $"Notifiers/Mails/{name}.approved.txt");
    }
}
