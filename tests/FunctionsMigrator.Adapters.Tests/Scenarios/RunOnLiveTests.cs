using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What a run does where the targets are not as the ledger says.</summary>
public sealed class RunOnLiveTests
{
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";

    [Fact]
    public async Task A_value_changed_by_hand_before_the_first_write_makes_the_plan_again()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Rules", new("bo", "bo@example.com"));
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var settings = world.Read("data/north/config/settings.json");
        world.Write("data/north/config/settings.json", settings.Replace("30", "45", StringComparison.Ordinal));

        var digest = run.Plan!.Digest;
        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.NotEqual(digest, run.Plan!.Digest);
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task Drift_stops_a_run_and_nothing_is_written()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        var settings = world.Read("data/north/config/settings.json");
        world.Write("data/north/config/settings.json", settings.Replace("\"checkout/retries\": 3", "\"checkout/retries\": 9", StringComparison.Ordinal));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Conflict, run.State);
        Assert.Equal("PLAN303", run.ReasonCode);
        Assert.DoesNotContain("45", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_target_leaves_the_others_planned_and_nothing_applied()
    {
        await using var world = SmallRepository.Begin();
        world.Write("data/north/db.sqlite", "this is no database, and it is long enough to be read as one, which it is not");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        var planned = await world.PlanAsync(run.Id);
        Assert.Contains(planned, entry => entry.Address.Region == "east" && entry.Change.Action is ChangeAction.Create);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data/east")));
    }

    [Fact]
    public async Task A_decision_about_a_first_contact_is_kept_and_audited()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("data/north/config/settings.json", "{ \"checkout/timeoutSeconds\": 20 }");
        var commit = world.Commit("First");
        Assert.Equal("PLAN301", (await world.RunAsync("production")).ReasonCode);
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, commit, new SourceLimits(), TestContext.Current.CancellationToken);
        var plan = await new PlanPreview(world.Services).MakeAsync(tree.Value, commit, "production", TestContext.Current.CancellationToken);

        var decided = await new ImportDecisions(world.Services).DecideAsync(
            plan.Value, new ImportRequest("production", KeepLive: true, Reason: "theirs"), Scenario.Key("bo"), TestContext.Current.CancellationToken);

        Assert.Equal("production/north/config", decided.Value.Single().Address.ToString());
        var chain = await world.Audit.VerifyEnvironmentAsync("production", TestContext.Current.CancellationToken);
        Assert.True(chain.Intact);
        var retried = await world.Migrator.RetryAsync((await world.Migrator.ListAsync(new RunFilter(), TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken)).Id, Scenario.Key("bo"), TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(retried.Value.Run.Id)).State);
        Assert.Contains("20", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
    }
}
