using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Rollout;

namespace FunctionsMigrator.Core.Tests.Rollout;

public sealed class ErrorBudgetTests
{
    private static readonly Digest Bundle = Digest.Of("bundle");
    private static readonly Finding Unreachable = TargetCodes.Unreachable.Finding("no route", target: "production/west/db");

    [Fact]
    public void Without_a_budget_a_broken_target_stays_what_it_is()
    {
        var budget = ErrorBudget.Spend(0, [Plan("west", "db", PlanBlock.Unreachable, Unreachable), Plan("east", "db")], Rehearsed());

        Assert.Empty(budget.LeftOut);
        Assert.Equal(PlanBlock.Unreachable, budget.Plans[0].Plan.Blocked);
        Assert.Equal(Severity.Error, Assert.Single(budget.Findings).Severity);
    }

    [Fact]
    public void Within_the_budget_every_target_of_the_unit_is_left_out_and_nothing_weighs_more_than_a_warning()
    {
        var budget = ErrorBudget.Spend(1, [Plan("west", "db", PlanBlock.Unreachable, Unreachable), Plan("west", "config"), Plan("east", "db")], Rehearsed());

        Assert.Equal([PlanBlock.LeftOut, PlanBlock.LeftOut, null], budget.Plans.Select(plan => plan.Plan.Blocked));
        Assert.Equal([0, 0, 1], budget.Plans.Select(plan => plan.Plan.Counts.Writes));
        Assert.Equal(["TGT001", "PLAN334"], budget.Findings.Select(finding => finding.Code));
        Assert.All(budget.Findings, finding => Assert.Equal(Severity.Warning, finding.Severity));
        Assert.Equal("production/west/db", Assert.Single(budget.LeftOut).Address.ToString());
    }

    [Fact]
    public void A_unit_that_cannot_be_rehearsed_is_paid_from_the_budget_too()
    {
        var failed = PlanCodes.RehearsalFailed.Finding("no such table", target: "production/west/db");

        var budget = ErrorBudget.Spend(1, [Plan("west", "db"), Plan("east", "db")], Rehearsed(("west", failed)));

        Assert.Equal([PlanBlock.LeftOut, null], budget.Plans.Select(plan => plan.Plan.Blocked));
    }

    [Fact]
    public void More_broken_units_than_the_budget_and_none_is_left_out()
    {
        var budget = ErrorBudget.Spend(
            1, [Plan("west", "db", PlanBlock.Unreachable, Unreachable), Plan("north", "db", PlanBlock.Unreachable, Unreachable), Plan("east", "db")], Rehearsed());

        Assert.Empty(budget.LeftOut);
    }

    [Fact]
    public void The_budget_never_leaves_out_all_units() =>
        Assert.Empty(ErrorBudget.Spend(5, [Plan("west", "db", PlanBlock.Unreachable, Unreachable)], Rehearsed()).LeftOut);

    [Fact]
    public void A_conflict_is_never_paid_from_the_budget() =>
        Assert.Empty(ErrorBudget.Spend(1, [Plan("west", "db", PlanBlock.Conflict, PlanCodes.Conflict.Finding("both moved")), Plan("east", "db")], Rehearsed()).LeftOut);

    [Fact]
    public void An_approval_of_a_plan_without_a_unit_is_none_of_the_plan_with_it()
    {
        var whole = Plan("west", "db").Plan;

        Assert.NotEqual(whole.Digest, whole.LeftOut([]).Digest);
        Assert.NotEqual(TargetPlanner.Nothing(whole.Address, Bundle).Digest, whole.LeftOut([]).Digest);
    }

    private static Dictionary<TargetAddress, IReadOnlyList<Finding>> Rehearsed(params (string Region, Finding Finding)[] found) =>
        found.ToDictionary(entry => new TargetAddress("production", entry.Region, "db"), entry => (IReadOnlyList<Finding>)[entry.Finding]);

    private static (TargetPlan Plan, string Blob) Plan(string region, string target, PlanBlock? block = null, params Finding[] findings)
    {
        var address = new TargetAddress("production", region, target);
        var plan = TargetPlanner.Nothing(address, Bundle) with { Blocked = block, Findings = findings };
        return (block is null ? plan with { Counts = new ChangeCounts(Create: 1), Sections = [new PlanSection("r", ResourceKind.Settings, 0, false, 0, 1, 1)] } : plan, $"plan-{address}");
    }
}
