using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Notices;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>What is wrong outside runs, told to whom the policy names, in the thread of the run that left there what should be there.</summary>
public sealed class HostAlertTests
{
    private const string Policy = """
        notify:
          teams: [ { hook: { secret: ops-hook }, on: [drift] } ]
          webhooks:
            - { url: "https://chat.example.com/x", secret: { secret: chat }, on: [stopped] }
            - { url: "https://log.example.com/y", secret: { secret: log } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drift_is_told_once_when_it_opens_and_once_when_it_grows()
    {
        var (world, run, hooks) = await BegunAsync();
        await using var _ = world;

        world.Scenario.Write("data/west/config/settings.json", world.Scenario.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));
        await new DriftCheck(world.Scenario.Services).LookAsync(Cancellation);
        await world.DeliverAsync();
        await new DriftCheck(world.Scenario.Services).LookAsync(Cancellation);
        await world.DeliverAsync();

        var told = Assert.Single(world.Teams.Sent).Content;
        Assert.Equal((run.Id, NoticeKind.Drift, "fm drift show --env production"), (told.Run, told.Kind, told.Command));
        Assert.Contains("settings checkout/timeoutSeconds", told.Reason, StringComparison.Ordinal);
        Assert.Equal(["log https://log.example.com/y"], hooks.Sent.Select(sent => sent.Address));

        world.Scenario.Write("data/north/config/settings.json", world.Scenario.Read("data/north/config/settings.json").Replace("30", "32", StringComparison.Ordinal));
        await new DriftCheck(world.Scenario.Services).LookAsync(Cancellation);
        await world.DeliverAsync();

        Assert.Equal(2, world.Teams.Sent.Count);
        Assert.Contains("2 in all", world.Teams.Sent[1].Content.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_that_stopped_is_told_once_and_again_only_after_it_was_there()
    {
        var (world, run, hooks) = await BegunAsync();
        await using var _ = world;
        var beats = new HostBeats(world.Scenario.Store.Records, world.Scenario.Time);
        await beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        await beats.BeatAsync(HostBeats.Drift, TimeSpan.FromHours(1), Cancellation);

        await world.DeliverAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(hooks.Sent);
        await world.DeliverAsync(TimeSpan.FromSeconds(1));
        await world.DeliverAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["chat https://chat.example.com/x", "log https://log.example.com/y"], hooks.Sent.Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.All(hooks.Sent, sent => Assert.Equal((run.Id, NoticeKind.HostStopped), (sent.Content.Run, sent.Content.Kind)));
        Assert.Contains("the sweep", hooks.Sent[0].Content.Reason, StringComparison.Ordinal);
        Assert.Empty(world.Teams.Sent);

        await beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        await world.DeliverAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(4, hooks.Sent.Count);
    }

    [Fact]
    public async Task A_host_that_is_stopped_on_purpose_leaves_no_loop_that_stopped()
    {
        var (world, _, hooks) = await BegunAsync();
        await using var _ = world;
        var beats = new HostBeats(world.Scenario.Store.Records, world.Scenario.Time);
        await beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);

        await beats.EndAsync(Cancellation);
        await world.DeliverAsync(TimeSpan.FromDays(1));

        Assert.Empty(await beats.StoppedAsync(Cancellation));
        Assert.Empty(hooks.Sent);
    }

    [Fact]
    public async Task A_sweep_says_that_it_was_there()
    {
        var (world, _, _) = await BegunAsync();
        await using var _ = world;
        var beats = new HostBeats(world.Scenario.Store.Records, world.Scenario.Time);

        await new Sweeper(world.Scenario.Services, world.Scenario.Engine).SweepAsync(new SweepRequest(world.Scenario.Root), Cancellation);

        Assert.Empty(await beats.StoppedAsync(Cancellation));
        world.Scenario.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal([HostBeats.Sweep], (await beats.StoppedAsync(Cancellation)).Select(beat => beat.Loop));
    }

    // A good run, of whose end nobody is told here.
    private static async Task<(NoticeWorld World, RunRecord Run, RecordingNotifier Hooks)> BegunAsync()
    {
        var world = NoticeWorld.Begin(Policy);
        var run = await world.Scenario.RunAsync("production");
        Assert.Equal(RunState.Completed, run.State);
        world.Restart(world.Teams, world.Mail, new RecordingNotifier("webhook"));
        await world.DeliverAsync();
        var hooks = new RecordingNotifier("webhook");
        world.Restart(world.Teams, world.Mail, hooks);
        return (world, run, hooks);
    }
}
