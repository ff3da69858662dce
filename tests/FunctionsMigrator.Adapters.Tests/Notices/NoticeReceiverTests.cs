using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Notices;

/// <summary>Who is told, and what.</summary>
public sealed class NoticeReceiverTests
{
    private const string People = """
        kind: People
        name: people
        people:
          ada: { git: [ada@example.com], key: ada, roles: [dba] }
          bo: { git: [bo@example.com], key: bo, roles: [dba] }
          kim: { git: [kim@example.com], key: kim, roles: [dba] }
          lee: { git: [lee@example.com], key: lee, roles: [commander] }
          mo: { git: [mo@example.com], key: mo, roles: [release-manager] }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_goes_to_those_who_can_approve_to_further_addresses_and_to_the_channel_and_not_to_the_author()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;

        await world.DeliverAsync();

        Assert.Equal(["bo@example.com", "kim.smith@example.com", "ops@example.com"], world.Mail.Sent.Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.Equal(NoticeWorld.HookAddress, Assert.Single(world.Teams.Sent).Address);
        var content = world.Teams.Sent[0].Content;
        Assert.Equal(("production", "One-page checkout", "Approval needed", run.Plan!.Digest.Hex[..12]), (content.Environment, content.Title, content.Headline, content.Plan));
        Assert.Equal("dba (bo or kim)", Assert.Single(content.Needed));
        Assert.Equal(run.Until, content.Deadline);
        Assert.NotEmpty(content.Changes);
        Assert.Equal("Canary: west, then watched for 1s", content.Rollout[0]);
    }

    [Fact]
    public async Task Each_receiver_gets_a_link_of_its_own_that_is_bound_to_run_plan_person_and_deadline()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;

        await world.DeliverAsync();

        var links = new ReviewLinks(world.Scenario.Store.Records, world.Scenario.Services.Random);
        var all = world.Mail.Sent.Concat(world.Teams.Sent).ToDictionary(sent => sent.Address, sent => sent.Content.Link!);
        Assert.Equal(4, all.Values.Distinct().Count());
        Assert.All(all.Values, link => Assert.StartsWith("https://fm.example.com/review/", link.AbsoluteUri, StringComparison.Ordinal));
        async Task<ReviewLink?> Open(string address) => await links.FindAsync(all[address].Segments[^1], Cancellation);
        Assert.Equal(new ReviewLink(run.Id, run.Plan!.Digest, "bo", run.Until!.Value), await Open("bo@example.com"));
        Assert.Equal(new ReviewLink(run.Id, run.Plan!.Digest, "kim", run.Until!.Value), await Open("kim.smith@example.com"));
        Assert.Equal(new ReviewLink(run.Id, run.Plan!.Digest, null, run.Until!.Value), await Open("ops@example.com"));
        Assert.Equal(new ReviewLink(run.Id, run.Plan!.Digest, null, run.Until!.Value), await Open(NoticeWorld.HookAddress));
    }

    [Fact]
    public async Task Without_an_address_of_the_host_a_command_line_is_named_and_no_link_is_made()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync(options: new DeliveryOptions { Secret = (_, _) => Task.FromResult(Core.Findings.Outcome.Of(NoticeWorld.HookAddress)) });
        await using var _ = world;

        await world.DeliverAsync();

        Assert.All(world.Mail.Sent, sent => Assert.Null(sent.Content.Link));
        Assert.Equal($"fm approve {run.Id} --plan {run.Plan!.Digest.Hex[..12]}", world.Mail.Sent[0].Content.Command);
        Assert.Empty(await world.Scenario.Store.Records.ListAsync(RunPartitions.ReviewLinks, "", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_final_state_is_told_to_the_starter_and_the_author()
    {
        var world = NoticeWorld.Begin();
        await using var _ = world;
        var run = await world.Scenario.RunAsync("production", Scenario.Key("kim"));
        await world.Scenario.ApproveAsync(run.Id, "bo");

        await world.DeliverAsync();

        var told = world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.Finished).ToList();
        Assert.Equal(["ada@example.com", "kim.smith@example.com", "ops@example.com"], told.Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.All(told, sent => Assert.Equal(("Completed", new Uri($"https://fm.example.com/runs/{run.Id}")), (sent.Content.Headline, sent.Content.Link)));
        Assert.Contains(world.Teams.Sent, sent => sent.Content.Kind is NoticeKind.Finished);
    }

    [Fact]
    public async Task A_channel_is_told_only_what_its_rule_names()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync(NoticeWorld.Policy
            .Replace("secret: ops-hook } }", "secret: ops-hook }, on: [final] }", StringComparison.Ordinal).Replace("email: { ", "email: { on: [approval], ", StringComparison.Ordinal));
        await using var _ = world;

        await world.DeliverAsync();
        await world.Scenario.ApproveAsync(run.Id, "bo");
        await world.DeliverAsync();

        Assert.Equal([NoticeKind.Finished], world.Teams.Sent.Select(sent => sent.Content.Kind));
        Assert.Equal([NoticeKind.ApprovalRequested], world.Mail.Sent.Select(sent => sent.Content.Kind).Distinct());
    }

    [Fact]
    public async Task A_policy_that_says_nothing_tells_nobody()
    {
        var world = NoticeWorld.Begin("");
        await using var _ = world;
        await world.Scenario.RunAsync("production");

        await world.DeliverAsync();

        Assert.Empty(world.Mail.Tried.Concat(world.Teams.Tried));
        Assert.Empty(await world.OutboxAsync());
    }

    [Fact]
    public async Task A_change_cannot_keep_itself_quiet_by_its_own_policy()
    {
        var world = NoticeWorld.Begin(NoticeWorld.Policy[NoticeWorld.Policy.IndexOf("notify", StringComparison.Ordinal)..]);
        await using var _ = world;
        await world.Scenario.RunAsync("production");
        await world.DeliverAsync();
        world.Scenario.Write("policies/production.yaml", SmallRepository.Policy("")).Commit("Be quiet");

        var quiet = await world.Scenario.RunAsync("production");
        await world.DeliverAsync();

        Assert.Equal(RunState.Completed, quiet.State);
        Assert.Contains(world.Mail.Sent, sent => sent.Content.Run == quiet.Id && sent.Address == "ops@example.com");
        Assert.Contains(world.Teams.Sent, sent => sent.Content.Run == quiet.Id);
    }

    [Fact]
    public async Task A_commit_that_cannot_be_used_is_told_by_the_rules_of_the_last_good_run()
    {
        var world = NoticeWorld.Begin(NoticeWorld.Policy[NoticeWorld.Policy.IndexOf("notify", StringComparison.Ordinal)..]);
        await using var _ = world;
        await world.Scenario.RunAsync("production");
        await world.DeliverAsync();
        world.Scenario.Write("metadata/checkout.yaml", "kind: Settings\nname: checkout\nnonsense: 1\n").Commit("Broken");

        var broken = await world.Scenario.RunAsync("production");
        await world.DeliverAsync();

        Assert.Equal(RunState.Invalid, broken.State);
        var told = world.Mail.Sent.Where(sent => sent.Content.Run == broken.Id).ToList();
        Assert.Equal(["ada@example.com", "ops@example.com"], told.Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.NotNull(told[0].Content.Reason);
        Assert.NotEmpty(told[0].Content.Findings);
    }

    [Fact]
    public async Task Html_in_a_commit_message_is_one_line_of_text_without_a_link()
    {
        var world = NoticeWorld.Begin();
        await using var _ = world;
        world.Scenario.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("<b>Hi</b> [here](https://evil.example/)\u202e\n\nBcc: x");
        await world.AskAsync(await world.Scenario.RunAsync("production"));

        await world.DeliverAsync();

        Assert.Equal("<b>Hi</b> [here](https: //evil.example/)<U+202E>", world.Teams.Sent[0].Content.Title);
    }

    [Fact]
    public async Task A_secret_value_of_a_plan_is_not_shown()
    {
        var world = NoticeWorld.Begin();
        await using var _ = world;
        world.Scenario.Write("metadata/checkout.yaml", "kind: Settings\nname: checkout\ntarget: config\nsettings:\n  checkout/pin: hush-hush-1234\nsensitive: [checkout/pin]\n").Commit("A pin");
        await world.AskAsync(await world.Scenario.RunAsync("production"));

        await world.DeliverAsync();

        var changes = world.Teams.Sent[0].Content.Changes;
        Assert.Contains(changes, change => change.Text.Contains("checkout/pin", StringComparison.Ordinal));
        Assert.DoesNotContain(changes, change => change.Text.Contains("hush-hush-1234", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_nobody_decides_those_above_are_asked_too_with_links_of_their_own()
    {
        var world = NoticeWorld.Begin(
            NoticeWorld.Policy.Replace("  high: [ { role: dba } ]", "  high: [ { role: dba } ]\n  escalate: { after: 10h, to: [ { role: commander } ] }", StringComparison.Ordinal), people: People);
        await using var _ = world;
        var run = await world.Scenario.RunAsync("production");
        await world.AskAsync(run);
        await world.DeliverAsync();
        Assert.DoesNotContain("lee@example.com", world.Mail.Sent.Select(sent => sent.Address));

        world.Scenario.Time.Advance(TimeSpan.FromHours(11));
        await world.AskAsync(run, NoticeKind.Escalated, "escalated-1");
        await world.DeliverAsync();

        var told = world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.Escalated).ToDictionary(sent => sent.Address, sent => sent.Content);
        Assert.Equal(["bo@example.com", "kim@example.com", "lee@example.com", "ops@example.com"], told.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Nobody decided: approval needed", told["lee@example.com"].Headline);
        var link = await new ReviewLinks(world.Scenario.Store.Records, world.Scenario.Services.Random).FindAsync(told["lee@example.com"].Link!.Segments[^1], Cancellation);
        Assert.Equal(("lee", run.Id), (link!.Person, link.Run));
        Assert.Contains(world.Teams.Sent, sent => sent.Content.Kind is NoticeKind.Escalated);
    }

    [Fact]
    public async Task What_was_set_aside_is_told_to_those_who_were_passed_over_and_those_who_review_it_and_not_to_who_did_it()
    {
        var (world, run) = await OverriddenAsync();
        await using var _ = world;

        await world.DeliverAsync();

        var told = world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.Overridden).ToList();
        Assert.Equal(["ada@example.com", "bo@example.com", "kim@example.com", "mo@example.com", "ops@example.com"], told.Select(sent => sent.Address).Order(StringComparer.Ordinal));
        Assert.All(told, sent => Assert.Equal(("lee", "INC1"), (sent.Content.By, sent.Content.Reason)));
        Assert.All(told, sent => Assert.Equal(new Uri($"https://fm.example.com/runs/{run.Id}"), sent.Content.Link));
        Assert.Contains(world.Teams.Sent, sent => sent.Content.Kind is NoticeKind.Overridden);
    }

    [Fact]
    public async Task A_review_is_asked_for_until_it_is_done_and_not_of_who_needs_it()
    {
        var (world, run) = await OverriddenAsync();
        await using var _ = world;
        await world.AddAsync(new Notice(run.Id, "review-due-1-1", NoticeKind.ReviewDue, world.Scenario.Time.GetUtcNow(), run.Plan!.Digest, "lee", "INC1"));

        await world.DeliverAsync();

        var told = world.Mail.Sent.Where(sent => sent.Content.Kind is NoticeKind.ReviewDue).ToList();
        Assert.Contains("mo@example.com", told.Select(sent => sent.Address));
        Assert.DoesNotContain("lee@example.com", told.Select(sent => sent.Address));
        Assert.All(told, sent => Assert.Equal(new Uri($"https://fm.example.com/runs/{run.Id}/review"), sent.Content.Link));
        Assert.True((await world.Scenario.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Review, Reason: "right"), Scenario.Key("mo"), Cancellation)).Succeeded);
        await world.AddAsync(new Notice(run.Id, "review-due-1-2", NoticeKind.ReviewDue, world.Scenario.Time.GetUtcNow(), run.Plan.Digest, "lee", "INC1"));

        var report = await world.DeliverAsync();

        Assert.Equal((0, 2), (report.Sent, report.Dropped));
        Assert.DoesNotContain(world.Mail.Sent, sent => sent.Content.Key == "review-due-1-2");
    }

    [Fact]
    public async Task A_run_that_this_version_cannot_read_keeps_its_notice_for_later_and_no_other_one()
    {
        var (world, run) = await NoticeWorld.AwaitingAsync();
        await using var _ = world;
        var records = world.Scenario.Store.Records;
        var stored = (await records.GetAsync(RunPartitions.Runs, run.Id, Cancellation))!;
        await records.TryReplaceAsync(RunPartitions.Runs, run.Id, stored.Read<RunRecord>() with { Environment = "elsewhere" }, stored.ETag, Cancellation);

        var report = await world.DeliverAsync();

        Assert.Empty(world.Mail.Tried.Concat(world.Teams.Tried));
        Assert.Equal(4, report.Delayed);
        Assert.All(await world.RecordsAsync(run), record => Assert.Equal((NoticeState.Waiting, "NTF012"), (record.State, record.Failure![..6])));
        stored = (await records.GetAsync(RunPartitions.Runs, run.Id, Cancellation))!;
        await records.TryReplaceAsync(RunPartitions.Runs, run.Id, stored.Read<RunRecord>() with { Environment = "production" }, stored.ETag, Cancellation);
        Assert.Equal(4, (await world.DeliverAsync(TimeSpan.FromMinutes(2))).Sent);
    }

    private static async Task<(NoticeWorld World, RunRecord Run)> OverriddenAsync()
    {
        var world = NoticeWorld.Begin(
            NoticeWorld.Policy + "\nfreezes: [ { name: now, from: 2026-11-01T00:00, to: 2026-12-31T00:00, zone: UTC } ]\noverride: { require: [ { role: commander } ], review: { role: release-manager, within: 72h } }",
            people: People);
        var run = await world.Scenario.RunAsync("production");
        run = await world.Scenario.CommandAsync(run.Id, new CommandRequest(CommandKind.Override, Reason: "INC1", Target: "freeze:now"), Scenario.Key("lee"));
        Assert.Equal("freeze:now", Assert.Single(run.Overrides).What);
        return (world, run);
    }
}
