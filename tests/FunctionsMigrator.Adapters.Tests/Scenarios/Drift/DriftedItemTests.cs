using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>The record of one drifted item, from its opening to its end.</summary>
public sealed class DriftedItemTests
{
    private const string North = DriftWorld.North;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drift_has_a_record_with_both_values_and_when_it_was_seen()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");

        var look = await world.LookAsync();

        var item = Assert.Single(await world.DriftedAsync());
        Assert.Equal(("production/north/config", "settings checkout/timeoutSeconds", "checkout"), (item.Address.ToString(), item.Item.ToString(), item.Resource));
        Assert.Equal(("30", "99", DriftStatus.Open), (item.Was!.Text, item.Now!.Text, item.Status));
        Assert.Equal((look.At, look.At, look.Run), (item.FirstSeen, item.LastSeen, item.Run));
        Assert.Null(item.Origin);
        Assert.Equal(12, item.Id.Length);
    }

    [Fact]
    public async Task A_value_that_moves_again_stays_one_drift_since_when_it_began()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var first = await world.Change(North, "30", "99").LookAsync();
        var second = await world.Change(North, "99", "100").LookAsync();

        var item = Assert.Single(await world.DriftedAsync());
        Assert.Equal((first.At, second.At, 2, "100"), (item.FirstSeen, item.LastSeen, item.Moves, item.Now!.Text));
    }

    [Fact]
    public async Task A_drift_that_goes_away_by_itself_is_reverted_by_nobody()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        var look = await world.Change(North, "99", "30").LookAsync();

        Assert.Equal(DriftState.None, look.State);
        Assert.Empty(await world.DriftedAsync());
        var item = Assert.Single(await world.DriftedAsync(all: true));
        Assert.Equal((DriftStatus.Reverted, look.At), (item.Status, item.LastSeen));
        Assert.Null(item.Decision);
    }

    [Fact]
    public async Task The_same_item_that_drifts_again_begins_anew_under_its_id()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        await world.Change(North, "99", "30").LookAsync();
        var third = await world.Change(North, "30", "98").LookAsync();

        var item = Assert.Single(await world.DriftedAsync(all: true));
        Assert.Equal((DriftStatus.Open, third.At, 1), (item.Status, item.FirstSeen, item.Moves));
    }

    [Fact]
    public async Task A_drift_that_git_takes_over_is_adopted()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 99", "checkout/retries: 3")).Commit("As it is in the north");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, run.Reason);

        await world.LookAsync();

        Assert.Equal(DriftStatus.Adopted, Assert.Single(await world.DriftedAsync(all: true)).Status);
    }

    [Fact]
    public async Task An_item_that_somebody_removed_is_drift_without_a_value()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Write(North, "{ \"checkout/retries\": 3 }");

        await world.LookAsync();

        var item = Assert.Single(await world.DriftedAsync());
        Assert.Equal("30", item.Was!.Text);
        Assert.Null(item.Now);
        Assert.Null(item.Live);
    }

    [Fact]
    public async Task Of_a_sensitive_value_only_a_fingerprint_is_kept()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/code: alpha-one") + "sensitive: [checkout/code]\n");
        world.Commit("First");
        await world.RunAsync("production");
        await world.Change(North, "alpha-one", "beta-two").LookAsync();

        var item = Assert.Single(await world.DriftedAsync());
        Assert.True(item.Was!.Masked && item.Now!.Masked);
        Assert.StartsWith("hmac:", item.Now.Text, StringComparison.Ordinal);
        Assert.NotEqual(item.Was.Text, item.Now.Text);
        var stored = await world.Store.Records.ListAsync(RunPartitions.DriftedItems("production"), "", Cancellation).SingleAsync(Cancellation);
        Assert.DoesNotContain("beta-two", stored.Value.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("alpha-one", stored.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_a_hundred_of_a_target_drifts_are_counted_and_have_no_record_until_there_is_room()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("metadata/checkout.yaml", SmallRepository.Settings([.. Enumerable.Range(0, 120).Select(n => $"checkout/k{n:D3}: 30")]));
        world.Commit("First");
        await world.RunAsync("production");
        await world.Change(North, ": 30", ": 99").LookAsync();

        Assert.Equal(120, (await world.LookAsync()).Items);
        Assert.Equal(100, (await world.DriftedAsync()).Count);

        var text = world.Read(North);
        world.Write(North, string.Join('\n', text.Split('\n').Select((line, n) => n <= 60 ? line.Replace(": 99", ": 30", StringComparison.Ordinal) : line)));
        var rest = await world.LookAsync();
        Assert.InRange(rest.Items, 1, 99);
        await world.LookAsync();
        Assert.Equal(rest.Items, (await world.DriftedAsync()).Count);
    }

    [Fact]
    public async Task While_a_target_cannot_be_read_its_drifts_stand()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        world.Write(North, "no JSON");

        Assert.Equal(DriftState.Unknown, (await world.LookAsync()).State);
        Assert.Equal(DriftStatus.Open, Assert.Single(await world.DriftedAsync()).Status);
    }

    [Fact]
    public async Task A_budget_for_failures_hides_no_drift()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("environments/production.yaml", SmallRepository.Environment("waves: [ { percent: 100 } ], maxFailures: 2"));
        world.Commit("First");
        await world.RunAsync("production");

        var look = await world.Change(North, "30", "99").LookAsync();

        Assert.Equal((DriftState.Drifted, 1), (look.State, look.Items));
    }

    [Fact]
    public async Task Two_looks_at_once_end_in_one_record_and_one_alert()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");

        await Task.WhenAll(world.LookAsync(), world.LookAsync());

        Assert.Equal(1, Assert.Single(await world.DriftedAsync()).Moves);
        Assert.Single(await world.AlertsAsync());
    }

    [Fact]
    public async Task A_look_that_dies_at_any_write_is_completed_by_the_next_and_is_told_once()
    {
        await using var before = await DriftWorld.CompletedAsync();
        before.Change(North, "30", "99").Change(DriftWorld.East, "30", "98");
        await using var whole = before.Fork();
        whole.Mortality.DieAt(_ => false);
        await whole.LookAsync();
        var points = whole.Mortality.Points;
        Assert.NotEmpty(points);

        for (var point = 0; point < points.Count; point++)
        {
            await using var world = before.Fork();
            world.Mortality.DieAfterPoints(point);
            await Assert.ThrowsAnyAsync<Exception>(() => world.LookAsync());
            world.Mortality.Revive();

            var look = await world.LookAsync();

            Assert.Equal((DriftState.Drifted, 2), (look.State, look.Items));
            Assert.Equal(["98", "99"], (await world.DriftedAsync()).Select(item => item.Now!.Text!).Order(StringComparer.Ordinal));
            Assert.All(await world.DriftedAsync(), item => Assert.True(item.Told));
            Assert.Single(await world.AlertsAsync());
        }
    }

    [Fact]
    public async Task An_alert_tells_that_drift_began_and_that_it_grew_and_nothing_twice()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.LookAsync();
        Assert.Empty(await world.AlertsAsync());

        await world.Change(North, "30", "99").LookAsync();
        var began = Assert.Single(await world.AlertsAsync());
        Assert.Equal((false, 1, 1, "production"), (began.Grew, began.Fresh, began.Open, began.Environment));
        Assert.Equal(["settings checkout/timeoutSeconds on production/north/config"], began.Items);

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.LookAsync();
        Assert.Single(await world.AlertsAsync());

        await world.Change(DriftWorld.East, "30", "98").LookAsync();
        var grew = (await world.AlertsAsync())[^1];
        Assert.Equal((true, 1, 2), (grew.Grew, grew.Fresh, grew.Open));

        await world.Change(North, "99", "100").LookAsync();
        Assert.Equal(3, (await world.AlertsAsync()).Count);
        Assert.True(await new DriftAlerts(world.Store.Records).TakeAsync(began, Cancellation));
        Assert.False(await new DriftAlerts(world.Store.Records).TakeAsync(began, Cancellation));
        Assert.Equal(2, (await world.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_value_that_a_run_of_ours_left_behind_is_attributed_to_that_run()
    {
        await using var world = await DriftWorld.CompletedAsync();
        var ended = await TakenBackAsync(world, "45");
        Assert.Equal(RunState.RolledBack, ended.State);

        await world.Change(North, "30", "45").Change(DriftWorld.East, "30", "46").LookAsync();

        var items = await world.DriftedAsync();
        Assert.Equal(ended.Id, items.Single(item => item.Address.Region == "north").Origin?.Run);
        Assert.Null(items.Single(item => item.Address.Region == "east").Origin);
    }

    [Fact]
    public async Task Of_several_runs_that_wrote_a_value_the_newest_is_named_and_one_that_ended_well_is_not()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await TakenBackAsync(world, "45");
        var newest = await TakenBackAsync(world, "45");
        await TakenBackAsync(world, "47");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 48", "checkout/retries: 3")).Commit("Longer");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 3")).Commit("As before");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);

        await world.Change(North, "30", "45").Change(DriftWorld.East, "30", "48").LookAsync();

        var items = await world.DriftedAsync();
        Assert.Equal(newest.Id, items.Single(item => item.Address.Region == "north").Origin?.Run);
        Assert.Null(items.Single(item => item.Address.Region == "east").Origin);
    }

    [Fact]
    public async Task Where_the_target_tells_when_a_value_was_written_the_record_says_so()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("metadata/mails.yaml", "kind: Documents\nname: mails\ntarget: config\npath: mails\n").Write("metadata/mails/hi.html", "<p>Hi</p>\n");
        world.Commit("First");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, run.Reason);
        var file = Directory.EnumerateFiles(Path.Combine(world.Root, "data/north"), "hi.html", SearchOption.AllDirectories).Single();
        var written = new DateTime(2026, 11, 22, 23, 12, 0, DateTimeKind.Utc);
        await File.WriteAllTextAsync(file, "<p>Hello</p>\n", Cancellation);
        File.SetLastWriteTimeUtc(file, written);

        await world.LookAsync();

        Assert.Equal(new DateTimeOffset(written), Assert.Single(await world.DriftedAsync()).Origin?.At);
    }

    [Fact]
    public async Task An_open_drift_stops_a_run_and_names_what_can_be_done()
    {
        await using var world = await DriftWorld.CompletedAsync();
        world.Change(North, "30", "99");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 4")).Commit("More");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Conflict, "PLAN303"), (run.State, run.ReasonCode));
        var finding = run.TopFindings.First(finding => finding.Code == "PLAN303");
        Assert.Contains("fm drift heal", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("fm drift keep", finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("4", world.Read(DriftWorld.East), StringComparison.Ordinal);
    }

    // A run that is paused between its waves and then aborted takes back what it wrote.
    private static async Task<RunRecord> TakenBackAsync(Scenario world, string value)
    {
        world.Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/timeoutSeconds: {value}", "checkout/retries: 3", $"checkout/at: {world.Time.GetUtcNow().ToUnixTimeSeconds()}")).Commit("Longer");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var started = await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);
        await world.Engine.RunUntilIdleAsync(started.Value.Run.Id, Cancellation);
        Assert.Equal(RunState.Baking, (await world.RecordAsync(started.Value.Run.Id)).State);
        var run = await world.CommandAsync(started.Value.Run.Id, new CommandRequest(CommandKind.Pause, Reason: "a call"), Scenario.Key("bo"));
        return await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort, Reason: "no"), Scenario.Key("bo"));
    }
}
