using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios.Drift;

/// <summary>What an environment says itself about drift: what may move, and what it heals.</summary>
public sealed class DriftRuleTests
{
    private const string North = DriftWorld.North;
    private const string Rule = "drift: { ignore: [ { items: \"checkout/time*\", owner: ada, reason: tuned by hand, until: 2026-12-31 } ] }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ignored_item_may_move_and_stops_no_run_until_git_changes_it()
    {
        await using var world = await WithAsync(Rule);
        var look = await world.Change(North, "30", "99").LookAsync();

        Assert.Equal((DriftState.None, 1), (look.State, look.Ignored));
        Assert.Empty(await world.DriftedAsync());
        Assert.Empty(await world.AlertsAsync());
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 30", "checkout/retries: 4")).Commit("More");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);
        Assert.Equal(1, (await world.LookAsync()).Ignored);

        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31", "checkout/retries: 4")).Commit("Longer");
        Assert.Equal("PLAN302", (await world.RunAsync("production")).ReasonCode);
    }

    [Fact]
    public async Task What_the_rule_does_not_name_is_drift()
    {
        await using var world = await WithAsync(Rule);

        var look = await world.Change(North, "3,", "7,").Change(North, "30", "99").LookAsync();

        Assert.Equal(look.Ignored == 1 ? 1 : 0, look.Items);
        Assert.Equal("checkout/retries", Assert.Single(await world.DriftedAsync()).Item.Key);
    }

    [Fact]
    public async Task When_the_rule_has_ended_the_item_is_drift_and_the_finding_names_the_rule()
    {
        await using var world = await WithAsync(Rule);
        await world.Change(North, "30", "99").LookAsync();
        world.Time.SetUtcNow(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var look = await world.LookAsync();

        Assert.Equal(DriftState.Drifted, look.State);
        Assert.Contains("ada's rule that left it alone ended on 2026-12-31", Assert.Single(look.Findings).Message, StringComparison.Ordinal);
        Assert.Single(await world.DriftedAsync());
    }

    [Fact]
    public async Task A_drift_that_a_new_rule_leaves_alone_is_accepted_by_its_owner()
    {
        await using var world = await DriftWorld.CompletedAsync();
        await world.Change(North, "30", "99").LookAsync();
        world.Write("environments/production.yaml", SmallRepository.Environment(more: Rule)).Commit("Leave it");
        var run = await world.RunAsync("production");
        Assert.True(run.State.IsGood(), run.Reason);

        await world.LookAsync();

        var item = Assert.Single(await world.DriftedAsync(all: true));
        Assert.Equal((DriftStatus.Accepted, "ada", "tuned by hand"), (item.Status, item.Decision!.By, item.Decision.Reason));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), item.Decision.Until);
    }

    [Theory]
    [InlineData("{ items: \"checkout/*\", reason: r, until: 2026-12-31 }", "owner")]
    [InlineData("{ items: \"checkout/*\", owner: ada, until: 2026-12-31 }", "reason")]
    [InlineData("{ items: \"checkout/*\", owner: ada, reason: r }", "until")]
    [InlineData("{ items: \"checkout/*\", owner: \" \", reason: r, until: 2026-12-31 }", "DRF010")]
    [InlineData("{ items: \"checkout/*\", owner: ada, reason: r, until: soon }", "DRF010")]
    [InlineData("{ items: \"checkout/*\", owner: ada, reason: r, until: 2026-12-31, target: confg }", "config")]
    [InlineData("{ items: \"checkout/*\", owner: ada, reason: r, until: 2026-12-31, resource: checkuot }", "checkout")]
    public async Task A_rule_without_owner_reason_or_end_or_about_what_does_not_exist_is_refused(string rule, string named)
    {
        var findings = await FindingsAsync($"drift: {{ ignore: [ {rule} ] }}");

        Assert.Contains(findings, finding => $"{finding.Code} {finding.Message} {finding.Remedy}".Contains(named, StringComparison.Ordinal) && finding.Severity is Core.Findings.Severity.Error);
    }

    [Fact]
    public async Task A_rule_that_has_ended_is_told_by_every_reading()
    {
        var finding = Assert.Single(await FindingsAsync(Rule.Replace("2026-12-31", "2026-11-22", StringComparison.Ordinal)));

        Assert.Equal(("DRF011", Core.Findings.Severity.Warning, "environments/production.yaml"), (finding.Code, finding.Severity, finding.Place!.File));
        Assert.Empty(await FindingsAsync(Rule));
        Assert.Empty(await FindingsAsync(Rule.Replace("2026-12-31", "2026-11-23", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_environment_heals_by_itself_what_it_says_and_each_value_once()
    {
        await using var world = await WithAsync("drift: { selfHeal: [checkout] }");
        await ExecuteAsync(world, "UPDATE colours SET name = 'azure' WHERE code = 'b'");
        world.Change(North, "30", "99");

        var swept = await SweepAsync(world);
        var run = await world.DriveAsync(Assert.Single(swept.Started));

        Assert.True(run.State is RunState.Completed, run.Reason);
        Assert.Equal(("fm", 1), (run.StartedBy, run.Plan!.Counts.Writes));
        Assert.Contains("30", world.Read(North), StringComparison.Ordinal);
        Assert.Empty((await SweepAsync(world)).Started);
        Assert.Equal("rows:colours", Assert.Single(await world.DriftedAsync()).Item.Collection);
    }

    [Fact]
    public async Task A_heal_of_its_own_waits_for_people_as_the_policy_says_and_is_not_started_twice()
    {
        const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";
        await using var world = await WithAsync("drift: { selfHeal: [checkout] }");
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Change(North, "30", "99");

        var run = await world.DriveAsync(Assert.Single((await SweepAsync(world)).Started));
        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Empty((await SweepAsync(world.Change(DriftWorld.East, "30", "98"))).Started);
        Assert.Contains("99", world.Read(North), StringComparison.Ordinal);

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Reject, Reason: "by hand"), Scenario.Key("bo"));
        Assert.Equal(RunState.Rejected, run.State);
        var second = await world.DriveAsync(Assert.Single((await SweepAsync(world)).Started));
        Assert.Equal([new DriftPlace(TargetAddress("east"), new("settings", "checkout/timeoutSeconds"))], second.Heals!.Items);
    }

    [Theory]
    [InlineData("*", "anything/at all", true)]
    [InlineData("checkout/*", "checkout/a/b", true)]
    [InlineData("checkout/*", "checkouts/a", false)]
    [InlineData("*Seconds", "checkout/timeoutSeconds", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("[\"DE\"]", "[\"DE\"]", true)]
    [InlineData("", "", true)]
    [InlineData("a?", "ab", false)]
    public void A_star_stands_for_any_text(string pattern, string key, bool fits)
    {
        var ignores = new DriftIgnores([new DriftIgnoreRule { Items = pattern, Owner = "ada", Reason = "r", Until = "2026-12-31" }], new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal(fits, ignores.Find(TargetAddress("north"), "checkout", new("settings", key)) is not null);
    }

    private static Core.TargetAddress TargetAddress(string region) => new("production", region, "config");

    private static Task<DriftSwept> SweepAsync(Scenario world)
    {
        world.Time.Advance(TimeSpan.FromMinutes(1));
        return new DriftSweep(world.Services, world.Engine).SweepAsync(Cancellation);
    }

    private static async Task<Scenario> WithAsync(string drift)
    {
        var world = Scenario.Begin(SmallRepository.Files).Write("environments/production.yaml", SmallRepository.Environment(more: drift));
        world.Commit("First");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.Reason}");
        return world;
    }

    private static async Task<IReadOnlyList<Core.Findings.Finding>> FindingsAsync(string drift)
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Write("environments/production.yaml", SmallRepository.Environment(more: drift));
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, world.Commit("First"), new(), Cancellation);
        return [.. (await world.Services.Metadata.ReadAsync(tree.Value, Cancellation)).Findings.Where(finding => !finding.Code.StartsWith("BND", StringComparison.Ordinal))];
    }

    private static async Task ExecuteAsync(Scenario world, string sql)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Root, "data/north/db.sqlite")};Pooling=False");
        await database.OpenAsync(Cancellation);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }
}
