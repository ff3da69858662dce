using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>What is not true any more is not told.</summary>
public sealed partial class NoticeDeliveryTests
{
    [Fact]
    public async Task A_request_that_is_not_true_any_more_is_dropped()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        world.Mail.Answer = _ => RecordingNotifier.Later();
        await world.DeliverAsync();
        await world.Scenario.ApproveAsync(run.Id, "bo");
        world.Mail.Answer = _ => NoticeAnswer.Sent;

        var report = await world.DeliverAsync(Later);

        // The request, and that the run begins: it has ended by now.
        Assert.Equal(2, report.Dropped);
        Assert.DoesNotContain(world.Mail.Sent, sent => sent.Content.Kind is NoticeKind.ApprovalRequested or NoticeKind.Begun);
        Assert.All((await world.RecordsAsync(run)).Where(record => record.Channel == "email" && record.Kind is NoticeKind.ApprovalRequested), record => Assert.Equal(NoticeState.Dropped, record.State));
    }

    [Fact]
    public async Task A_reminder_about_another_plan_than_the_present_one_is_dropped()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        await world.DeliverAsync();
        await world.AddAsync(new Notice(run.Id, "reminder-00000000-1", NoticeKind.ApprovalReminder, world.Scenario.Time.GetUtcNow(), Core.Digest.Of("older")));

        Assert.Equal(new DeliveryReport(Dropped: 1), await world.DeliverAsync());
    }

    [Fact]
    public async Task A_request_waits_until_the_record_says_that_the_run_waits()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        var runs = new RunStore(world.Scenario.Store.Records, world.Scenario.Time);
        await runs.UpdateAsync(run.Id, record => record with { State = RunState.Planning }, Cancellation);

        var early = await world.DeliverAsync();
        await runs.UpdateAsync(run.Id, record => record with { State = RunState.AwaitingApproval }, Cancellation);

        Assert.Equal((new DeliveryReport(), new DeliveryReport(Sent: 4)), (early, await world.DeliverAsync()));
    }

    [Fact]
    public async Task A_person_who_has_approved_is_not_reminded()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync(NoticeWorld.Policy.Replace("{ role: dba }", "{ role: dba, count: 2 }", StringComparison.Ordinal));
        await using var _ = world;
        await world.DeliverAsync();
        run = await world.Scenario.ApproveAsync(run.Id, "bo");
        await world.AskAsync(run, NoticeKind.ApprovalReminder, "reminder-1");

        await world.DeliverAsync();

        Assert.Equal(["kim.smith@example.com", "ops@example.com"], world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.ApprovalReminder).Select(sent => sent.Address));
    }

    [Fact]
    public async Task A_pause_is_told_once_and_not_any_more_when_it_is_over()
    {
        var world = NoticeWorld.Begin(NoticeWorld.Policy[NoticeWorld.Policy.IndexOf("notify", StringComparison.Ordinal)..]);
        await using var _ = world;
        world.Scenario.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]")).Commit("Slower");
        var id = (await world.Scenario.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation)).Value.Run.Id;
        await world.Scenario.Engine.RunUntilIdleAsync(id, Cancellation);
        var run = await world.Scenario.CommandAsync(id, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"));
        Assert.Equal(RunState.Paused, run.State);

        await world.DeliverAsync();
        await world.DeliverAsync(Later);

        Assert.Equal(["ada@example.com", "ops@example.com"], world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.Paused).Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.Equal(2, world.Mail.Sent.Count(sent => sent.Content.Kind is NoticeKind.Begun));
        Assert.Equal(4, world.Mail.Sent.Count);
        await world.AddAsync(new Notice(id, "paused-1", NoticeKind.Paused, world.Scenario.Time.GetUtcNow()));
        await world.Scenario.CommandAsync(id, new CommandRequest(CommandKind.Resume), Scenario.Key("ada"));
        Assert.Equal(1, (await world.DeliverAsync()).Dropped);
    }
}
