using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>A change cannot weaken the rules that it is judged by, whichever way it tries to.</summary>
public sealed class RuleChangeTests
{
    private const string NeedsBo = "approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }";
    private const string NeedsNobody = "approvals: { low: [], medium: [], high: [] }";

    [Fact]
    public async Task New_rules_alone_wait_for_the_approval_that_the_old_ones_ask_for()
    {
        await using var world = await BeginAsync(NeedsBo);
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsNobody)).Commit("Loosen");

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Equal(["dba (bo)"], run.StillNeeded);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "bo")).State);
        Change(world);
        Assert.Equal(RunState.Completed, (await world.RunAsync("production", Scenario.Key("ci"))).State);
    }

    [Fact]
    public async Task Rules_that_nobody_approved_decide_nothing()
    {
        await using var world = await BeginAsync(NeedsBo);
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsNobody)).Commit("Loosen");
        await world.RunAsync("production", Scenario.Key("ci"));
        Change(world);

        Assert.Equal(RunState.AwaitingApproval, (await world.RunAsync("production", Scenario.Key("ci"))).State);
    }

    [Theory]
    [InlineData("policy: lax")]
    [InlineData("")]
    public async Task A_commit_that_names_another_policy_or_none_is_decided_by_the_one_before(string policy)
    {
        await using var world = await BeginAsync(NeedsBo);
        world.Write("environments/production.yaml", SmallRepository.Environment().Replace("policy: production", policy, StringComparison.Ordinal));
        Change(world);

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Contains("policy or people change", (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value.Reasons);
    }

    [Fact]
    public async Task Who_wrote_the_new_rules_does_not_approve_them()
    {
        await using var world = await BeginAsync(NeedsBo);
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsNobody)).Commit("Loosen", new("bo", "bo@example.com"));

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal(RunState.Denied, run.State);
        Assert.Equal("POL120", run.ReasonCode);
    }

    [Fact]
    public async Task Nobody_is_asked_to_approve_what_did_not_stand_in_the_environment_before()
    {
        await using var world = await BeginAsync(NeedsBo + "\npromotion: { from: test }", test: true);
        Change(world);

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal(RunState.Denied, run.State);
        Assert.Equal("POL130", run.ReasonCode);
        Assert.Contains($"fm retry {run.Id}", run.TopFindings.Single(finding => finding.Code == "POL130").Remedy, StringComparison.Ordinal);
        await world.RunAsync("test", Scenario.Key("ci"));
        var again = await world.Migrator.RetryAsync(run.Id, Scenario.Key("ci"), CancellationToken.None);
        Assert.Equal(RunState.AwaitingApproval, (await world.DriveAsync(again.Value.Run.Id)).State);
    }

    private static void Change(Scenario world) =>
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");

    // The first run of an environment is decided by its own rules.
    private static async Task<Scenario> BeginAsync(string policy, bool test = false)
    {
        var world = Scenario.Begin(SmallRepository.Files);
        world.Write("policies/production.yaml", SmallRepository.Policy(policy));
        world.Write("policies/lax.yaml", $"kind: Policy\nname: lax\n{NeedsNobody}\n");
        if (test)
        {
            world.Write("environments/test.yaml", SmallRepository.Environment().Replace("name: production", "name: test", StringComparison.Ordinal).Replace("policy: production", "", StringComparison.Ordinal).Replace("data/", "data/test/", StringComparison.Ordinal));
            world.Write("migrator.yaml", "kind: Repository\nname: small\nformat: 1\nbranches: { main: [test, production] }\nstore: local\n");
        }

        world.Commit("Begin");
        if (test)
        {
            await world.RunAsync("test", Scenario.Key("ci"));
        }

        var first = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal(RunState.AwaitingApproval, first.State);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(first.Id, "bo")).State);
        return world;
    }
}
