using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What the linter finds decides runs by the policy, and only for scripts that will run.</summary>
public sealed class LintScenarioTests
{
    private const string Free = "approvals: { low: [], medium: [], high: [], excludeAuthors: off }";

    [Fact]
    public async Task A_code_that_the_policy_makes_an_error_denies_the_run_before_anything_is_written()
    {
        await using var world = await BeginAsync("lint: { LINT403: error }");
        world.Write("metadata/sql/V2__all.sql", "UPDATE colours SET name = upper(name);\n").Commit("All");

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal((RunState.Denied, "POL140"), (run.State, run.ReasonCode));
        Assert.Contains(run.TopFindings, finding => finding.Place?.File == "metadata/sql/V2__all.sql" && finding.Message.Contains("LINT403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_comment_with_a_reason_lets_it_through_and_stays_in_the_plan()
    {
        await using var world = await BeginAsync("lint: { LINT403: error }");
        world.Write("metadata/sql/V2__all.sql", "-- fm:nolint LINT403 really all of them\nUPDATE colours SET name = upper(name);\n").Commit("All");

        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var plan = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value;

        Assert.NotEqual(RunState.Denied, run.State);
        Assert.Contains(plan.Targets[0].Findings, finding => finding is { Code: "LINT403", Severity: Severity.Info } && finding.Message.Contains("really all of them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_cannot_turn_the_linter_off_for_itself()
    {
        await using var world = await BeginAsync("lint: { LINT403: error }");
        world.Write("policies/production.yaml", SmallRepository.Policy(Free + "\nlint: { LINT403: off }"));
        world.Write("metadata/sql/V2__all.sql", "UPDATE colours SET name = upper(name);\n").Commit("All");

        Assert.Equal(RunState.Denied, (await world.RunAsync("production", Scenario.Key("ci"))).State);
    }

    [Fact]
    public async Task A_warning_raises_the_risk_and_says_so_and_scripts_that_ran_count_no_more()
    {
        await using var world = await BeginAsync("");
        world.Write("metadata/sql/V2__all.sql", "ALTER TABLE colours ADD COLUMN shade TEXT;\nUPDATE colours SET shade = 'dark';\n").Commit("All");
        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var plan = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value;
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45")).Commit("Longer");
        var next = await world.RunAsync("production", Scenario.Key("ci"));
        var later = (await world.Migrator.GetPlanAsync(next.Id, CancellationToken.None)).Value;

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(RiskLevel.Medium, plan.Risk);
        Assert.Contains("LINT403: every row of a table is changed (V2__all.sql)", plan.Reasons);
        Assert.DoesNotContain(later.Targets, target => target.Findings.Any(finding => finding.Code.StartsWith("LINT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_rehearsal_measured_stands_in_the_plan_beside_its_digest()
    {
        await using var world = await BeginAsync("");
        world.Write("metadata/sql/V2__shade.sql", "ALTER TABLE colours ADD COLUMN shade TEXT;\nUPDATE colours SET shade = 'dark' WHERE code = 'b';\n").Commit("Shade");

        var run = await world.RunAsync("production", Scenario.Key("ci"));
        var plan = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value;

        var measures = plan.Targets.First(target => target.Measures is not null).Measures!;
        Assert.Equal((1, 2), (measures.Scripts, measures.Statements));
        Assert.Equal("V2__shade", measures.Telling[0].Key);
        Assert.Equal(1, measures.Telling[0].Statements[1].Rows);
        Assert.Equal(plan.Digest, run.Plan!.Digest);
    }

    [Fact]
    public async Task Rows_of_the_live_target_decide_whether_a_script_would_fail()
    {
        await using var world = await BeginAsync("");
        world.Write("metadata/sql/V2__one_name.sql", "CREATE UNIQUE INDEX one_name ON colours (name);\n").Commit("Unique");
        var fine = await world.RunAsync("production", Scenario.Key("ci"));
        var plan = (await world.Migrator.GetPlanAsync(fine.Id, CancellationToken.None)).Value;

        Assert.Equal(RunState.Completed, fine.State);
        Assert.Contains(
            plan.Targets.SelectMany(target => target.Findings),
            finding => finding is { Code: "LINT203" } && finding.Message.Contains("of colours.name stands in more than one row now", StringComparison.Ordinal));
    }

    private static async Task<Scenario> BeginAsync(string lint)
    {
        var world = SmallRepository.Begin($"{Free}\n{lint}");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production", Scenario.Key("ci"))).State);
        return world;
    }
}
