using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>That what is to be told arrives once, is tried again, and holds nobody up.</summary>
public sealed partial class NoticeDeliveryTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_is_sent_once_and_leaves_the_outbox()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;

        var first = await world.DeliverAsync();
        var second = await world.DeliverAsync();
        await world.AskAsync(run);
        var again = await world.DeliverAsync(Later);

        Assert.Equal((new DeliveryReport(Sent: 4), new DeliveryReport(), new DeliveryReport()), (first, second, again));
        Assert.Empty(await world.OutboxAsync());
        var records = await world.RecordsAsync(run);
        Assert.Equal(["email bo", "email kim", "email o***@example.com", "teams ops-hook"], records.Select(record => $"{record.Channel} {record.Receiver}"));
        Assert.All(records, record => Assert.Equal((NoticeState.Sent, 1, run.Plan!.Digest.Hex[..12]), (record.State, record.Attempts, record.Plan)));
    }

    [Fact]
    public async Task One_receivers_failure_never_blocks_another_and_is_tried_again()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = address => address == "bo@example.com" ? RecordingNotifier.Later() : NoticeAnswer.Sent;

        var first = await world.DeliverAsync();
        var failed = (await world.RecordsAsync(run)).Single(record => record.Receiver == "bo");
        world.Mail.Answer = _ => NoticeAnswer.Sent;
        var second = await world.DeliverAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(new DeliveryReport(Sent: 3, Delayed: 1), first);
        Assert.Equal((NoticeState.Waiting, "NTF004: Not now."), (failed.State, failed.Failure));
        Assert.InRange(failed.NextTry!.Value - failed.At, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(new DeliveryReport(Sent: 1), second);
        Assert.Equal(["bo@example.com"], world.Mail.Sent.Skip(2).Select(sent => sent.Address));
        await world.DeliverAsync();
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task Pauses_grow_to_an_hour_and_after_a_day_it_is_given_up_recorded_and_shown()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = address => address == "bo@example.com" ? RecordingNotifier.Later() : NoticeAnswer.Sent;
        var bounds = new List<TimeSpan>();

        await world.DeliverAsync();
        for (var hours = 0; hours < 23; hours++)
        {
            var record = (await world.RecordsAsync(run)).Single(other => other.Receiver == "bo");
            Assert.Equal(NoticeState.Waiting, record.State);
            bounds.Add(record.NextTry!.Value - record.At);
            await world.DeliverAsync(Later);
        }

        Assert.All(bounds.Index(), entry => Assert.InRange(entry.Item, TimeSpan.Zero, TimeSpan.FromMinutes(Math.Min(60, 1 << entry.Index))));
        Assert.Contains(bounds, bound => bound > TimeSpan.FromMinutes(4));
        var report = await world.DeliverAsync(Later);
        var last = (await world.RecordsAsync(run)).Single(record => record.Receiver == "bo");
        Assert.Equal((1, NoticeState.GivenUp, null), (report.GivenUp, last.State, last.NextTry));
        Assert.StartsWith(NoticeCodes.TooLate.Code, last.Failure, StringComparison.Ordinal);
        Assert.Contains("NTF004", last.Failure, StringComparison.Ordinal);
        Assert.Empty(await world.OutboxAsync());
        Assert.Equal(RunState.AwaitingApproval, (await world.Scenario.RecordAsync(run.Id)).State);
    }

    [Fact]
    public async Task What_a_channel_asks_for_is_waited()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Teams.Answer = _ => RecordingNotifier.Later(TimeSpan.FromMinutes(20));

        await world.DeliverAsync();
        var record = (await world.RecordsAsync(run)).Single(other => other.Channel == "teams");
        await world.DeliverAsync(TimeSpan.FromMinutes(19));

        Assert.InRange(record.NextTry!.Value - record.At, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(21));
        Assert.Single(world.Teams.Tried);
        world.Teams.Answer = _ => NoticeAnswer.Sent;
        Assert.Equal(1, (await world.DeliverAsync(TimeSpan.FromMinutes(3))).Sent);
    }

    [Fact]
    public async Task A_channel_that_asks_for_days_is_asked_again_within_hours()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Teams.Answer = _ => RecordingNotifier.Later(TimeSpan.FromDays(30));

        await world.DeliverAsync();

        var record = (await world.RecordsAsync(run)).Single(other => other.Channel == "teams");
        Assert.InRange(record.NextTry!.Value - record.At, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_given_up_at_once()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = address => address == "kim.smith@example.com" ? NoticeAnswer.Never(NoticeCodes.ReceiverRefused.Finding("Refused (550).")) : NoticeAnswer.Sent;

        var report = await world.DeliverAsync();
        await world.DeliverAsync(Later);

        Assert.Equal(new DeliveryReport(Sent: 3, GivenUp: 1), report);
        Assert.Single(world.Mail.Tried, address => address == "kim.smith@example.com");
        Assert.Equal("NTF006: Refused (550).", (await world.RecordsAsync(run)).Single(record => record.State is NoticeState.GivenUp).Failure);
    }

    [Fact]
    public async Task A_process_that_ends_between_sending_and_writing_it_down_repeats_that_attempt_alone_with_the_same_identity()
    {
        var (world, _) = await NoticeWorld.AwaitingAsync();
        await using var __ = world;
        world.Teams.Then = () => throw new InvalidOperationException("the process ended");
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.DeliverAsync());
        world.Teams.Then = () => Task.CompletedTask;
        world.Restart();

        var soon = await world.DeliverAsync(TimeSpan.FromMinutes(4));
        var afterwards = await world.DeliverAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((0, 1), (soon.Sent, afterwards.Sent));
        Assert.Equal(2, world.Teams.Sent.Count);
        Assert.Equal((world.Teams.Sent[0].Content.Run, world.Teams.Sent[0].Content.Key), (world.Teams.Sent[1].Content.Run, world.Teams.Sent[1].Content.Key));
        Assert.Equal(3, world.Mail.Sent.Count);
    }

    [Fact]
    public async Task Two_hosts_that_deliver_at_once_send_once()
    {
        var (world, _) = await NoticeWorld.AwaitingAsync();
        await using var __ = world;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Teams.Then = () =>
        {
            arrived.TrySetResult();
            return go.Task;
        };
        var other = new NoticeDelivery(world.Scenario.Services, [world.Teams, world.Mail], world.Options);

        var slow = world.DeliverAsync();
        await arrived.Task;
        var meanwhile = await other.DeliverAsync(Cancellation);
        go.SetResult();
        var first = await slow;

        Assert.Equal(4, first.Sent + meanwhile.Sent);
        Assert.Single(world.Teams.Sent);
        Assert.Equal(3, world.Mail.Sent.Count);
    }

    [Fact]
    public async Task A_run_ends_and_is_sealed_although_nothing_can_be_sent()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = world.Teams.Answer = _ => RecordingNotifier.Later(ofChannel: true);

        await world.DeliverAsync();
        var ended = await world.Scenario.ApproveAsync(run.Id, "kim");
        await world.DeliverAsync();

        Assert.Equal(RunState.Completed, ended.State);
        var audit = await world.Scenario.Migrator.ReadAuditAsync(run.Id, Cancellation).ToListAsync(Cancellation);
        Assert.Equal("sealed", audit[^1].Event);
        Assert.Contains($"{run.Id}/finished", await world.OutboxAsync());
    }

    [Fact]
    public async Task Who_was_told_and_who_could_not_be_stands_in_the_audit_without_address_or_content()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = address => address == "bo@example.com" ? NoticeAnswer.Never(NoticeCodes.NoMailServer.Finding("550 bo@example.com is unknown")) : NoticeAnswer.Sent;
        await world.DeliverAsync();

        await world.Scenario.ApproveAsync(run.Id, "kim");
        await world.DeliverAsync();
        await world.DeliverAsync();

        var own = await world.Scenario.Audit.ReadAsync(run.Id, Cancellation).Where(record => record.Event is AuditEvents.Notified or AuditEvents.NotNotified).ToListAsync(Cancellation);
        Assert.Equal(
            ["not-notified bo NTF", "notified kim", "notified o***@example.com", "notified ops-hook"],
            own.Select(record => $"{record.Event} {record.Details!["to"]}{(record.Details.TryGetValue("code", out var code) ? $" {code[..3]}" : "")}").Order(StringComparer.Ordinal));
        Assert.All(own, record => Assert.Equal("approval-requested", record.Details!["kind"]));
        var later = await world.Scenario.Audit.ReadAsync($"{run.Id}-notice-finished", Cancellation).ToListAsync(Cancellation);
        Assert.Equal((AuditEvents.Sealed, run.Id, "finished"), (later[^1].Event, later[0].Details!["run"], later[0].Details!["kind"]));
        Assert.Equal(AuditState.Intact, (await world.Scenario.Audit.VerifyAsync("production", $"{run.Id}-notice-finished", Cancellation)).State);
        Assert.True((await world.Scenario.Audit.VerifyEnvironmentAsync("production", Cancellation)).Intact);
        var text = System.Text.Json.JsonSerializer.Serialize(own.Concat(later), FmJson.Line);
        Assert.DoesNotContain("bo@example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("One-page checkout", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_is_away_costs_one_attempt_a_pass_and_takes_turns()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = _ => RecordingNotifier.Later(ofChannel: true);

        var first = await world.DeliverAsync();
        var second = await world.DeliverAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((1, 1), (first.Sent, world.Teams.Sent.Count));
        Assert.Equal((1, 1), (first.Delayed, second.Delayed));
        Assert.Equal(2, world.Mail.Tried.Distinct().Count());
        Assert.Equal(2, (await world.RecordsAsync(run)).Count(record => record is { Channel: "email", Attempts: 1 }));
    }

    [Fact]
    public async Task More_than_a_channel_takes_a_minute_waits_and_is_no_failed_attempt()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync(mailsAMinute: 2);
        await using var _ = world;

        var first = await world.DeliverAsync();
        var soon = await world.DeliverAsync(TimeSpan.FromSeconds(59));
        var next = await world.DeliverAsync(TimeSpan.FromSeconds(2));

        Assert.Equal((3, 0, 1), (first.Sent, soon.Sent, next.Sent));
        Assert.All(await world.RecordsAsync(run), record => Assert.Equal((NoticeState.Sent, 1), (record.State, record.Attempts)));
    }

    [Fact]
    public async Task A_pass_begins_nothing_once_its_time_is_over()
    {
        var (world, _) = await NoticeWorld.AwaitingAsync();
        await using var __ = world;
        world.Mail.Then = () =>
        {
            world.Scenario.Time.Advance(world.Options.Budget);
            return Task.CompletedTask;
        };

        await world.DeliverAsync();

        Assert.Single(world.Mail.Tried);
        await world.DeliverAsync();
        await world.DeliverAsync();
        Assert.Equal(3, world.Mail.Sent.Count);
    }

    [Fact]
    public async Task A_host_without_a_server_for_e_mail_says_so_in_the_records()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Restart(world.Teams);

        var report = await world.DeliverAsync();

        Assert.Equal(new DeliveryReport(Sent: 1, GivenUp: 3), report);
        Assert.All((await world.RecordsAsync(run)).Where(record => record.Channel == "email"), record => Assert.StartsWith(NoticeCodes.NoMailServer.Code, record.Failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_without_an_address_is_named()
    {
        var world = NoticeWorld.Begin(people: """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [] }
              bo: { key: bo, roles: [dba] }
            """);
        await using var _ = world;
        var run = await world.Scenario.RunAsync("production");
        await world.AskAsync(run);

        await world.DeliverAsync();

        Assert.Equal("NTF002: There is no address for bo.", (await world.RecordsAsync(run)).Single(record => record.Receiver == "bo").Failure);
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_asked_for_again_and_no_record_holds_an_address()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Hooks.Clear();

        await world.DeliverAsync();
        Assert.Equal("TGT040: Secret 'ops-hook' is not set.", (await world.RecordsAsync(run)).Single(record => record.Channel == "teams").Failure);
        world.Hooks["ops-hook"] = NoticeWorld.HookAddress;
        await world.DeliverAsync(TimeSpan.FromMinutes(1));

        Assert.Single(world.Teams.Sent);
        await foreach (var record in world.Scenario.Store.Records.ListAsync(RunPartitions.NoticeDeliveries, "", Cancellation))
        {
            var text = record.Key + record.Value.GetRawText();
            Assert.DoesNotContain("very-secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("powerautomate", text, StringComparison.Ordinal);
            Assert.DoesNotContain("bo@example.com", text, StringComparison.Ordinal);
            Assert.DoesNotContain("ops@example.com", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_sweep_delivers()
    {
        var (world, _) = await NoticeWorld.AwaitingAsync();
        await using var __ = world;

        await new Sweeper(world.Scenario.Services, world.Scenario.Engine, notices: world.Delivery).SweepAsync(new SweepRequest(world.Scenario.Root), Cancellation);

        Assert.Equal(3, world.Mail.Sent.Count);
    }
}
