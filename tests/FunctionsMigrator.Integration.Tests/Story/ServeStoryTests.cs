using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Integration.Tests.Browsers;
using FunctionsMigrator.Integration.Tests.Smtp;
using FunctionsMigrator.Testing.Notices;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>What a team lives through with <c>fm serve</c>: from a signed push to the last mail, with every part of it real.</summary>
public sealed class ServeStoryTests(TestServers servers, TestBrowser browser)
{
    private const string Approvals = """
        commits: { signed: required }
        approvals:
          low: [ { role: release-manager }, { role: dba } ]
          medium: [ { role: release-manager }, { role: dba } ]
          high: [ { role: release-manager }, { role: dba } ]
          excludeAuthors: range
          collectWithin: 7d
          validFor: 24h
        notify: { teams: [ { hook: { secret: ops-hook } } ], email: { also: [ops@example.com] } }
        """;

    private const string OfficeHours = """
        onNewer: queue-after-approval
        windows: [ { allow: "Mon-Thu 09:00-16:00", zone: Europe/Berlin } ]
        freezes: [ { name: stocktaking, from: 2026-11-20T18:00, to: 2026-11-23T00:00, zone: Europe/Berlin } ]
        """;

    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Hands.Mouse)]
    [InlineData(Hands.Keyboard)]
    [InlineData(Hands.NoScripts)]
    public async Task A_signed_push_is_told_to_people_approved_by_two_and_rolled_out_behind_its_canary(Hands hands)
    {
        await using var hook = await CardReceiver.StartAsync();
        var posts = 0;
        hook.Answer = response =>
        {
            response.Headers.RetryAfter = "30";
            return Interlocked.Increment(ref posts) == 1 ? StatusCodes.Status429TooManyRequests : StatusCodes.Status202Accepted;
        };
        await using var world = await StoryWorld.BeginAsync(Monday, hook, await (await servers.SmtpAsync()).OpenAsync(Cancellation), Approvals);
        var before = (await world.FmDocumentAsync("status")).GetProperty("runs")[0].GetProperty("commit").GetString()!;

        var commit = world.Push("One-page checkout", 45);
        Assert.Equal(StatusCodes.Status401Unauthorized, await world.DeliverAsync(before, commit, "forged", secret: "another one"));
        Assert.Equal(StatusCodes.Status202Accepted, await world.DeliverAsync(before, commit, "72d3162e"));
        Assert.Equal(StatusCodes.Status200OK, await world.DeliverAsync(before, commit, "72d3162e"));
        var run = (await world.RunOfAsync(commit, RunState.AwaitingApproval)).Run;

        var mails = await world.Sink.MailsAsync(4, Cancellation);
        Assert.Equal(["bo@example.com", "kim@example.com", "lee@example.com", "ops@example.com"], mails.Select(mail => Assert.Single(mail.To)).Order());
        var busy = (await world.UntilAsync(run.Id, details => details.Notices.Any(IsBusyCard))).Notices.Single(IsBusyCard);
        Assert.Empty(hook.Cards);
        Assert.True(busy.NextTry >= busy.At + TimeSpan.FromSeconds(30), busy.ToString());
        await world.PutForwardAsync(busy.NextTry!.Value);
        var card = await world.SoonAsync(() => Task.FromResult(hook.Cards.Count > 0 ? hook.Cards[0] : null), () => "No card came.");
        Assert.Equal((run.Id, run.Plan!.Digest.Hex[..12]), (RunOf(card), PlanOf(card)));

        var scanned = await LinkScanner.FollowAsync(world.Address, [card, .. mails.SelectMany(mail => new[] { mail.Message.TextBody!, mail.Message.HtmlBody! })], Cancellation);
        Assert.Equal(5, scanned.Count(address => address.Contains("/review/", StringComparison.Ordinal)));
        var untouched = (await world.Migrator.GetAsync(run.Id, Cancellation)).Value;
        Assert.Equal((RunState.AwaitingApproval, 0), (untouched.Run.State, untouched.Commands.Count));

        await using (var ada = await StoryVisitor.ArriveAsync(browser, hands, LinkOf(card), world.KeyOf("ada")))
        {
            await Assertions.Expect(ada.Page.GetByText("You wrote or started part of it, so an approval of yours does not count.")).ToBeVisibleAsync();
            await ada.PressAsync(Approve(run));
            await Assertions.Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(PolicyCodes.DoesNotCount.Code);
        }

        await ApproveAsync(world, hands, mails, run, "lee", "still needed: release-manager (lee), dba (bo or kim).");
        await ApproveAsync(world, hands, mails, run, "bo", "still needed: dba (bo or kim).");
        var ended = await world.UntilAsync(run.Id, details => details.Run.State.IsFinal() && details.Notices.Count(notice => notice is { Kind: NoticeKind.Finished, State: NoticeState.Sent }) == 3);

        Assert.Equal((RunState.Completed, "webhook:github"), (ended.Run.State, ended.Run.StartedBy));
        Assert.Equal(["lee", "bo"], ended.Commands.Where(command => command.Kind is CommandKind.Approve).Select(command => command.By));
        Assert.All(ended.Notices, notice => Assert.Equal(NoticeState.Sent, notice.State));
        // They hear how it ended; that it begins to write only where that was still true when it could be sent.
        var told = (await world.Sink.MailsAsync(6, Cancellation)).Skip(4).ToList();
        Assert.All(told, mail => Assert.Equal(mails[0].Message.References[0], Assert.Single(mail.Message.References)));
        Assert.Equal(
            ["ada@example.com", "ops@example.com"],
            told.Where(mail => mail.Message.Subject!.Contains("Completed", StringComparison.Ordinal)).Select(mail => Assert.Single(mail.To)).Order());
        Assert.InRange(hook.Cards.Count, 2, 3);
        Assert.All(hook.Cards.Skip(1), sent => Assert.Equal(run.Id, RunOf(sent)));
        Assert.Contains("Completed", hook.Cards[^1], StringComparison.Ordinal);

        Assert.True((await world.FmDocumentAsync("audit", "verify")).GetProperty("intact").GetBoolean());
        var records = (await world.FmDocumentAsync("audit", "show", run.Id)).GetProperty("records").EnumerateArray().ToList();
        var received = Single(records, AuditEvents.Received).GetProperty("details");
        Assert.Equal(("github 72d3162e", "ada@example.com"), (received.GetProperty("delivery").GetString(), received.GetProperty("pushers").GetString()));
        var verified = Single(records, AuditEvents.CommitVerified);
        Assert.Equal((commit, "ada"), (verified.GetProperty("commit").GetString(), verified.GetProperty("details").GetProperty("signer").GetString()));
        Assert.Equal(["lee", "bo"], All(records, AuditEvents.Approved).Select(record => record.GetProperty("actor").GetString()));
        Assert.All(All(records, AuditEvents.Approved), record => Assert.Equal(run.Plan.Digest.Hex, record.GetProperty("planDigest").GetString()));
        Assert.Equal(
            [AuditEvents.WaveStarted, AuditEvents.WaveApplied, AuditEvents.BakeStarted, AuditEvents.Baked, AuditEvents.WaveStarted, AuditEvents.WaveApplied, AuditEvents.Finished, AuditEvents.Sealed],
            records.Select(record => record.GetProperty("event").GetString()).Where(name => name is AuditEvents.WaveStarted or AuditEvents.WaveApplied or AuditEvents.BakeStarted or AuditEvents.Baked
                or AuditEvents.Finished or AuditEvents.Sealed));
        Assert.Equal("production/west/config", All(records, AuditEvents.TargetApplied)[0].GetProperty("target").GetString());
        Assert.Equal(0, await world.StopAsync());
    }

    [Fact]
    public async Task Who_approved_on_a_friday_need_not_do_so_again_after_another_push_and_a_freeze()
    {
        await using var hook = await CardReceiver.StartAsync();
        var friday = new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);
        await using var world = await StoryWorld.BeginAsync(friday, hook, await (await servers.SmtpAsync()).OpenAsync(Cancellation), $"{Approvals}\n{OfficeHours}");
        var before = (await world.FmDocumentAsync("status")).GetProperty("runs")[0].GetProperty("commit").GetString()!;
        var commit = world.Push("One-page checkout", 45);
        await world.DeliverAsync(before, commit, "friday-1");
        var run = (await world.RunOfAsync(commit, RunState.AwaitingApproval)).Run;
        var mails = await world.Sink.MailsAsync(4, Cancellation);

        await ApproveAsync(world, Hands.Mouse, mails, run, "lee", "next start Mon 2026-11-23 09:00 Europe/Berlin, still needed: release-manager (lee), dba (bo or kim).");
        await world.UntilAsync(run.Id, details => details.Run.ApprovedBy.Contains("lee"));
        var newer = world.Push("One page more", 60);
        await world.DeliverAsync(commit, newer, "friday-2");
        await world.SoonAsync(() => FindAsync(world, newer), () => "The second push has no run.");
        await world.PutForwardAsync(new DateTimeOffset(2026, 11, 21, 11, 0, 0, TimeSpan.Zero));

        await using (var kim = await StoryVisitor.ArriveAsync(browser, Hands.Mouse, LinkOf(mails, "kim"), world.KeyOf("kim")))
        {
            await Assertions.Expect(kim.Standing).ToContainTextAsync("blocked because it is not approved");
            await Assertions.Expect(kim.Standing).ToContainTextAsync(
                "freeze stocktaking (until Mon 2026-11-23 00:00 Europe/Berlin); outside the windows (Mon-Thu 09:00-16:00 Europe/Berlin) (until Mon 2026-11-23 09:00 Europe/Berlin), next start Mon 2026-11-23 09:00 Europe/Berlin, still needed: dba (bo or kim).");
            await Assertions.Expect(kim.Standing).ToContainTextAsync("Approved by lee.");
            var explained = await world.FmAsync(null, "policy", "explain", run.Id);
            Assert.Equal(3, explained.Exit);
            Assert.Contains("next start Mon 2026-11-23 09:00 (Europe/Berlin), 2026-11-23 08:00Z, still needed: dba (bo or kim)", explained.Out, StringComparison.Ordinal);
            await kim.PressAsync(Approve(run));
            await Assertions.Expect(kim.Page.GetByText("You approved plan")).ToBeVisibleAsync();
        }

        await world.UntilAsync(run.Id, details => details.Run.State is RunState.AwaitingWindow);
        await world.PutForwardAsync(new DateTimeOffset(2026, 11, 23, 7, 55, 0, TimeSpan.Zero));
        var waiting = (await world.FmAsync(null, "policy", "explain", run.Id, "--json")).Document;
        Assert.Equal("AwaitingWindow", waiting.GetProperty("state").GetString());
        Assert.Equal(PolicyCodes.OutsideWindow.Code, Assert.Single(waiting.GetProperty("reasons").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(0, waiting.GetProperty("needed").GetArrayLength());
        await world.PutForwardAsync(new DateTimeOffset(2026, 11, 23, 8, 1, 0, TimeSpan.Zero));
        var ended = await world.UntilAsync(run.Id, details => details.Run.State.IsFinal());

        Assert.Equal(RunState.Completed, ended.Run.State);
        Assert.Equal(["kim", "lee"], ended.Run.ApprovedBy.Order());
        var second = await world.RunOfAsync(newer, RunState.AwaitingApproval);
        Assert.Empty(second.Run.ApprovedBy);
        Assert.True((await world.FmDocumentAsync("audit", "verify")).GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task A_mail_server_that_is_down_keeps_no_run_and_gets_its_mails_when_it_is_back()
    {
        await using var hook = await CardReceiver.StartAsync();
        var sink = await (await servers.SmtpAsync()).OpenAsync(Cancellation);
        sink.Behave(ServerMood.Gone);
        await using var world = await StoryWorld.BeginAsync(Monday, hook, sink, Approvals);
        var before = (await world.FmDocumentAsync("status")).GetProperty("runs")[0].GetProperty("commit").GetString()!;
        var commit = world.Push("One-page checkout", 45);
        await world.DeliverAsync(before, commit, "down-1");

        var run = (await world.RunOfAsync(commit, RunState.AwaitingApproval)).Run;
        await world.SoonAsync(() => Task.FromResult(hook.Cards.Count > 0 ? hook.Cards[0] : null), () => "No card came.");
        var failed = await world.UntilAsync(run.Id, details => details.Notices.Any(notice => notice.Channel == "email" && notice.Failure is not null));
        var notice = failed.Notices.First(notice => notice is { Channel: "email", Failure: not null });
        Assert.StartsWith(NoticeCodes.Unreachable.Code, notice.Failure, StringComparison.Ordinal);
        Assert.Equal(NoticeState.Waiting, notice.State);
        sink.Behave(ServerMood.Takes);
        await world.UntilAsync(run.Id, details =>
        {
            HurryMails(world, details);
            return details.Notices.Count(one => one is { Channel: "email", State: NoticeState.Sent }) == 4;
        });

        var mails = await sink.MailsAsync(4, Cancellation);
        Assert.Equal(["bo@example.com", "kim@example.com", "lee@example.com", "ops@example.com"], mails.Select(mail => Assert.Single(mail.To)).Order());
        Assert.Equal(3, (await world.FmAsync("lee", "approve", run.Id, "--plan", run.Plan!.Digest.Hex[..12])).Exit);
        Assert.Empty((await world.FmAsync("kim", "approve", run.Id, "--plan", run.Plan.Digest.Hex[..12])).Errors);
        var ended = await world.UntilAsync(run.Id, details => details.Run.State.IsFinal() && details.Notices.All(one => one.State is NoticeState.Sent));
        Assert.Equal(RunState.Completed, ended.Run.State);
        var sent = await sink.MailsAsync(6, Cancellation);
        Assert.InRange(sent.Count, 6, 8);
        Assert.Equal(sent.Count, sent.Select(mail => mail.Message.MessageId).Distinct().Count());
    }

    private async Task ApproveAsync(StoryWorld world, Hands hands, IReadOnlyList<SunkMail> mails, RunRecord run, string person, string standing)
    {
        await using var visitor = await StoryVisitor.ArriveAsync(browser, hands, LinkOf(mails, person), world.KeyOf(person));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One-page checkout");
        await Assertions.Expect(visitor.Standing).ToContainTextAsync(standing);
        await visitor.PressAsync(Approve(run));
        await Assertions.Expect(visitor.Page.GetByText("You approved plan")).ToBeVisibleAsync();
    }

    private static async Task<RunRecord?> FindAsync(StoryWorld world, string commit) =>
        await world.Migrator.ListAsync(new RunFilter("production", Limit: 10), Cancellation).FirstOrDefaultAsync(run => run.Commit == commit, Cancellation);

    // Nobody waits out the pause after a failure. An attempt that is under way has five minutes, and is not hurried.
    private static void HurryMails(StoryWorld world, RunDetails details)
    {
        var waiting = details.Notices.Where(notice => notice is { Channel: "email", State: NoticeState.Waiting }).ToList();
        if (waiting.Count > 0 && waiting.All(notice => notice.Failure is not null && notice.NextTry - notice.At != TimeSpan.FromMinutes(5)) && waiting.Min(notice => notice.NextTry) is { } next && next > world.Clock.GetUtcNow())
        {
            world.Clock.PutForward(next - world.Clock.GetUtcNow());
        }
    }

    private static bool IsBusyCard(NoticeRecord notice) => notice is { Channel: "teams", State: NoticeState.Waiting, Failure: not null } && notice.Failure.StartsWith(NoticeCodes.Busy.Code, StringComparison.Ordinal);

    private static string Approve(RunRecord run) => $"Approve plan {run.Plan!.Digest.Hex[..12]}";

    private static string LinkOf(IEnumerable<SunkMail> mails, string person) =>
        mails.Single(mail => mail.To[0] == $"{person}@example.com").Message.TextBody!.Split('\n').Single(line => line.StartsWith("http://", StringComparison.Ordinal)).Trim();

    private static string LinkOf(string card) => Card(card).GetProperty("actions")[0].GetProperty("url").GetString()!;

    private static string RunOf(string card) => Fact(card, "Run: ");

    private static string PlanOf(string card) => Fact(card, "Plan: ");

    private static string Fact(string card, string name) => Card(card).GetProperty("body").EnumerateArray().Select(block => block.GetProperty("inlines"))
        .Single(runs => runs[0].GetProperty("text").GetString() == name)[1].GetProperty("text").GetString()!;

    private static JsonElement Card(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("attachments")[0].GetProperty("content").Clone();
    }

    private static List<JsonElement> All(List<JsonElement> records, string name) => [.. records.Where(record => record.GetProperty("event").GetString() == name)];

    private static JsonElement Single(List<JsonElement> records, string name) => Assert.Single(All(records, name));
}
