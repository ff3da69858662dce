using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Whole runs of repositories that the real git and ssh-keygen signed, and of what becomes of them when somebody tampers.</summary>
public sealed class SignedCommitTests
{
    [Fact]
    public async Task Signed_commits_are_accepted_and_the_run_completes()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        var (first, second) = (world.Change(world.Ada, 40), world.Change(world.Ada, 45));

        var run = await world.RunAsync();

        Assert.Equal(RunState.Completed, run.State);
        var verified = (await world.EventsAsync(run)).Where(record => record.Event == AuditEvents.CommitVerified).ToList();
        Assert.Equal([first, second], verified.Select(record => record.Commit));
        Assert.All(verified, record => Assert.Equal(("ada", "ada@example.com", "1"), (record.Details!["signer"], record.Details["committer"], record.Details["signers"])));
        Assert.Equal(AuditState.Intact, (await world.World.Audit.VerifyAsync("production", run.Id, CancellationToken.None)).State);
    }

    [Fact]
    public async Task What_was_found_of_each_commit_stays_beside_what_the_plan_finds()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 40);
        world.Change(world.Ada, 45);
        world.World.Write("data/west/config/settings.json", world.World.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));

        var run = await world.RunAsync();

        Assert.Equal(RunState.Conflict, run.State);
        Assert.Equal(2, run.TopFindings.Count(finding => finding.Code == "SIG040"));
        Assert.Contains(run.TopFindings, finding => finding.Code == run.ReasonCode);
        var all = await world.World.Migrator.ReadFindingsAsync(run.Findings!, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, all.Count(finding => finding.Code == "SIG040"));
        Assert.Contains(all, finding => finding.Code == run.ReasonCode);
    }

    [Fact]
    public async Task A_stripped_signature_is_refused()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 45);
        await ReplaceAsync(world, text => text[..text.IndexOf("gpgsig ", StringComparison.Ordinal)] + text[(text.IndexOf("END SSH SIGNATURE-----\n", StringComparison.Ordinal) + 23)..]);

        await world.RefusedAsync("SIG001");
    }

    [Fact]
    public async Task One_unsigned_commit_in_the_middle_is_refused()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 40);
        world.Change(null, 41);
        world.Change(world.Ada, 45);

        await world.RefusedAsync("SIG001");
    }

    [Fact]
    public async Task A_key_that_nobody_added_is_refused_also_when_the_commit_brings_it_along()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        var eve = world.Git.Key("eve");
        world.World.Write(".ssh/allowed_signers", $"ada@example.com {world.Git.Public(eve)}\n");
        world.Change(eve, 45);

        await world.RefusedAsync("SIG002");
    }

    [Theory]
    [InlineData("valid-before=\"20261123Z\"", "SIG003")]
    [InlineData("valid-after=\"20261124Z\"", "SIG004")]
    [InlineData("namespaces=\"file\"", "SIG006")]
    public async Task A_key_that_does_not_count_now_is_refused(string options, string code)
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        var key = world.Git.Key("limited");
        await world.AddAsync("limited", key, options: options);
        world.Change(key, 45);

        await world.RefusedAsync(code);
    }

    [Fact]
    public async Task A_commit_that_is_dated_back_to_when_its_key_counted_is_refused()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        var key = world.Git.Key("old");
        await world.AddAsync("old", key, options: "valid-before=\"20261101Z\"");
        world.Change(key, 45, when: new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));

        await world.RefusedAsync("SIG010");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_also_for_commits_of_before()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 45);
        await world.RevokeAsync("ada");

        await world.RefusedAsync("SIG005");
    }

    [Fact]
    public async Task An_edited_commit_is_refused()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 45);
        await ReplaceAsync(world, text => text.Replace("Wait 45", "Wait 46", StringComparison.Ordinal));

        await world.RefusedAsync("SIG008");
    }

    [Fact]
    public async Task A_commit_in_the_name_of_another_is_refused()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 45, "bo@example.com");

        await world.RefusedAsync("SIG011");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_a_merge_brings_and_the_merge_itself_must_be_signed(bool side, bool merge)
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Git.Git("checkout", "--quiet", "-b", "side");
        world.World.Write("metadata/side.txt", "side");
        world.Git.Commit("Side", side ? world.Ada : null, world.World.Time.GetUtcNow());
        world.Git.Git("checkout", "--quiet", "main");
        world.Change(world.Ada, 45);
        world.Git.Merge("side", merge ? world.Ada : null, world.World.Time.GetUtcNow());

        await world.RefusedAsync("SIG001");
    }

    [Fact]
    public async Task A_first_run_by_promotion_takes_its_trusted_start_from_an_admin_and_from_nobody_else()
    {
        await using var world = await SignedWorld.BeginAsync();
        world.World.Write("environments/test.yaml", SmallRepository.Environment().Replace("name: production", "name: test", StringComparison.Ordinal).Replace("policy: production", "", StringComparison.Ordinal).Replace("data/", "data/test/", StringComparison.Ordinal));
        world.World.Write("migrator.yaml", "kind: Repository\nname: small\nformat: 1\nbranches: { main: [test, production] }\nstore: local\n");
        var trusted = world.Git.Commit("Add test", null, world.World.Time.GetUtcNow());
        world.Change(world.Ada, 45);
        Assert.Equal(RunState.Completed, (await world.World.RunAsync("test", SignedWorld.Root)).State);

        var without = await world.World.Migrator.PromoteAsync(new PromoteRequest("production"), SignedWorld.Root, TestContext.Current.CancellationToken);
        var refused = await world.World.DriveAsync(without.Value.Run.Id);
        var denied = await world.World.Migrator.PromoteAsync(new PromoteRequest("production", TrustFrom: trusted), Scenario.Key("ci"), TestContext.Current.CancellationToken);
        var promoted = await world.World.Migrator.PromoteAsync(new PromoteRequest("production", TrustFrom: trusted), SignedWorld.Root, TestContext.Current.CancellationToken);
        var run = await world.World.DriveAsync(promoted.Value.Run.Id);

        Assert.Equal((RunState.Invalid, "SIG020"), (refused.State, refused.ReasonCode));
        Assert.Equal("ACC010", denied.Findings[0].Code);
        Assert.Equal((RunState.Completed, trusted, "test"), (run.State, run.TrustFrom, run.PromotedFrom?[..4]));
    }

    [Fact]
    public async Task A_first_run_without_a_trusted_start_is_refused_until_an_admin_states_one()
    {
        await using var world = await SignedWorld.BeginAsync();
        var trusted = world.Git.Head();
        world.Change(world.Ada, 45);

        var refused = await world.RunAsync();
        var denied = await world.World.Migrator.StartAsync(new StartRequest("production", TrustFrom: trusted), Scenario.Key("ci"), CancellationToken.None);
        var run = await world.RunAsync(trusted);

        Assert.Equal((RunState.Invalid, "SIG020"), (refused.State, refused.ReasonCode));
        Assert.Contains("--trust-from COMMIT", refused.TopFindings[0].Remedy, StringComparison.Ordinal);
        Assert.Equal("ACC010", denied.Findings[0].Code);
        Assert.Equal((RunState.Completed, 2, trusted), (run.State, run.Attempt, run.TrustFrom));
        var stated = Assert.Single(await world.EventsAsync(run), record => record.Event == AuditEvents.TrustStated);
        Assert.Equal(("root", trusted), (stated.Actor, stated.Details!["from"]));
    }

    [Fact]
    public async Task What_comes_after_a_trusted_start_must_be_signed_whatever_it_says_itself()
    {
        await using var world = await SignedWorld.BeginAsync();
        var trusted = world.Git.Head();
        world.World.Write("policies/production.yaml", SmallRepository.Policy("commits: { signed: optional }"));
        world.Change(null, 45);

        var run = await world.RunAsync(trusted);

        Assert.Equal((RunState.Invalid, "SIG001"), (run.State, run.ReasonCode));
    }

    [Fact]
    public async Task A_trusted_start_is_stated_once_and_lies_behind_the_commit()
    {
        await using var world = await SignedWorld.BeginAsync();
        var begin = world.Git.Head();
        world.Git.Git("checkout", "--quiet", "--orphan", "elsewhere");
        var elsewhere = world.Change(world.Ada, 50);
        world.Git.Git("checkout", "--quiet", "main");

        Assert.Equal("SIG022", (await world.RunAsync(elsewhere)).ReasonCode);
        Assert.Equal(RunState.Completed, (await world.RunAsync(begin)).State);
        world.Change(null, 45);
        var late = await world.World.Migrator.StartAsync(new StartRequest("production", TrustFrom: "HEAD"), SignedWorld.Root, CancellationToken.None);
        Assert.Equal("SIG021", late.Findings[0].Code);
    }

    [Fact]
    public async Task A_policy_that_asks_for_less_is_judged_by_the_one_that_asks_for_more()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.World.Write("policies/production.yaml", SmallRepository.Policy("commits: { signed: optional }"));
        world.Change(null, 45);
        await world.RefusedAsync("SIG001");
        world.Git.Git("reset", "--quiet", "--hard", "HEAD~1");
        world.World.Write("policies/production.yaml", SmallRepository.Policy("commits: { signed: optional }"));
        world.Change(world.Ada, 45);

        Assert.Equal(RunState.Completed, (await world.RunAsync()).State);
        world.Change(null, 50);
        Assert.Equal(RunState.Completed, (await world.RunAsync()).State);
    }

    [Fact]
    public async Task A_signer_who_may_not_add_signers_cannot_add_one_and_no_key_adds_itself()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        var request = new AddSigner("eve", $"*@example.com {world.Git.Public(world.Git.Key("eve"))}");

        foreach (var caller in new[] { Scenario.Key("ada"), Scenario.Key("ci", AccessRole.Operator), Scenario.Key("bo", AccessRole.Approver) })
        {
            Assert.Equal("ACC010", (await world.World.Migrator.AddSignerAsync(request, caller, CancellationToken.None)).Findings[0].Code);
            Assert.Equal("ACC010", (await world.World.Migrator.RevokeSignerAsync(new RevokeSigner("ada", null, "x"), caller, CancellationToken.None)).Findings[0].Code);
        }
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_the_run_waits_lets_nothing_through()
    {
        await using var world = await SignedWorld.BeginAsync(
            "commits: { signed: required }\napprovals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }");
        var first = await world.RunAsync("HEAD", Scenario.Key("root", AccessRole.Admin));
        Assert.Equal(RunState.Completed, (await world.World.ApproveAsync(first.Id, "bo")).State);
        world.Change(world.Ada, 45);
        var run = await world.RunAsync();
        Assert.Equal(RunState.AwaitingApproval, run.State);
        await world.RevokeAsync("ada");

        run = await world.World.ApproveAsync(run.Id, "bo");

        Assert.Equal((RunState.Failed, "SIG005"), (run.State, run.ReasonCode));
        Assert.Equal(0, await RunStory.ReceiptsAsync(world.World, run));
        Assert.Null(await new EnvironmentLock(world.World.Store.Records, world.World.Time).OwnerAsync("production", CancellationToken.None));
    }

    [Fact]
    public async Task A_commit_that_was_seen_while_its_key_was_valid_still_counts_when_the_key_has_expired()
    {
        await using var world = await SignedWorld.BeginAsync(
            "commits: { signed: required }\napprovals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }");
        var first = await world.RunAsync("HEAD", Scenario.Key("root", AccessRole.Admin));
        await world.World.ApproveAsync(first.Id, "bo");
        var key = world.Git.Key("short");
        await world.AddAsync("short", key, options: "valid-before=\"20261124Z\"");
        world.Change(key, 45);
        var run = await world.RunAsync();
        run = await world.World.CommandAsync(run.Id, new CommandRequest(CommandKind.Reject, run.Plan!.Digest.Short, "not today"), Scenario.Key("bo"));
        Assert.Equal(RunState.Rejected, run.State);
        world.World.Time.Advance(TimeSpan.FromDays(2));

        var again = await world.World.Migrator.RetryAsync(run.Id, SignedWorld.Root, CancellationToken.None);

        Assert.Equal(RunState.AwaitingApproval, (await world.World.DriveAsync(again.Value.Run.Id)).State);
        world.Change(key, 50, when: new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal("SIG010", (await world.RunAsync()).ReasonCode);
    }

    [Theory]
    [InlineData("signers: [ada]", null)]
    [InlineData("signers: [dba-keys]", "SIG014")]
    [InlineData("signers: [bo-laptop]", "SIG014")]
    [InlineData("roles: [release-manager]", null)]
    [InlineData("roles: [dba]", "SIG014")]
    [InlineData("roles: [dba], signers: [ada]", null)]
    [InlineData("signers: []", "SIG014")]
    public async Task A_path_asks_for_its_signers_also_where_signatures_are_optional(string rule, string? code)
    {
        await using var world = await SignedWorld.BeginCompletedAsync($"commits: {{ paths: [ {{ path: 'metadata/sql/**', {rule} }} ] }}");
        world.Change(null, 40);
        Assert.Equal(RunState.Completed, (await world.RunAsync()).State);
        await world.AddAsync("bo", world.Git.Key("bo"), "bo@example.com", groups: ["dba-keys"]);
        world.World.Write("metadata/sql/V2__more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
        world.Git.Commit("More", world.Ada, world.World.Time.GetUtcNow());

        if (code is null)
        {
            Assert.Equal(RunState.Completed, (await world.RunAsync()).State);
        }
        else
        {
            await world.RefusedAsync(code);
        }
    }

    [Fact]
    public async Task An_unsigned_commit_does_not_change_a_path_that_asks_for_signers()
    {
        await using var world = await SignedWorld.BeginCompletedAsync("commits: { paths: [ { path: 'metadata/sql/**', signers: [ada] } ] }");
        world.World.Write("metadata/sql/V2__more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
        world.Git.Commit("More", null, world.World.Time.GetUtcNow());

        await world.RefusedAsync("SIG001");
    }

    [Theory]
    [InlineData("", "SIG013")]
    [InlineData(", platform: [forge]", null)]
    [InlineData(", platform: [forge], paths: [ { path: 'metadata/**', roles: [release-manager] } ]", "SIG014")]
    [InlineData(", platform: [forge], paths: [ { path: 'metadata/**', signers: [forge] } ]", null)]
    public async Task The_key_of_the_platform_counts_only_where_the_policy_names_it(string more, string? code)
    {
        await using var world = await SignedWorld.BeginCompletedAsync($"commits: {{ signed: required{more} }}");
        var forge = world.Git.Key("forge");
        await world.AddAsync("forge", forge, "ada@example.com", platform: true);
        world.Change(forge, 45);

        if (code is null)
        {
            Assert.Equal(RunState.Completed, (await world.RunAsync()).State);
        }
        else
        {
            await world.RefusedAsync(code);
        }
    }

    [Fact]
    public async Task Where_signatures_are_optional_nothing_is_asked_and_what_does_not_count_is_told()
    {
        await using var world = await SignedWorld.BeginCompletedAsync("commits: { signed: optional }");
        world.Change(null, 40);
        world.Change(world.Git.Key("eve"), 45);

        var run = await world.RunAsync();

        Assert.Equal(RunState.Completed, run.State);
        var refused = Assert.Single(await world.EventsAsync(run), record => record.Event == AuditEvents.CommitRefused);
        Assert.Equal(("SIG002", "Warning"), (refused.Details!["code"], refused.Details["severity"]));
    }

    [Fact]
    public async Task Taking_back_asks_no_signature_again()
    {
        await using var world = await SignedWorld.BeginCompletedAsync();
        world.Change(world.Ada, 45);
        var run = await world.RunAsync();
        await world.RevokeAsync("ada");

        var back = await world.World.Migrator.RollBackAsync(new RollbackRequest(run.Id), SignedWorld.Root, CancellationToken.None);

        Assert.Equal(RunState.Completed, (await world.World.DriveAsync(back.Value.Run.Id)).State);
    }

    private static async Task ReplaceAsync(SignedWorld world, Func<string, string> change)
    {
        var raw = (await new LibGit2Source(Path.GetTempPath()).ReadCommitAsync(world.World.Root, world.Git.Head(), CancellationToken.None)).Value;
        world.Git.Replace(Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(raw.Bytes.Span))));
    }
}
