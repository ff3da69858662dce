using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Policy;

/// <summary>Who may set what aside.</summary>
public sealed class OverrideTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-12-21T09:00:00Z");
    private static readonly Digest Plan = Digest.Of("plan");

    private static readonly PeopleDocument People = new()
    {
        Name = "people",
        People = new Dictionary<string, PersonDefinition>
        {
            ["ada"] = new() { Roles = ["commander"] },
            ["bo"] = new() { Roles = ["commander"] },
            ["kim"] = new() { Roles = ["commander", "head"] },
            ["zoe"] = new() { Roles = ["dba"] },
        },
    };

    private static readonly PolicyDocument Policy = new()
    {
        Name = "production",
        Windows = [new WindowDefinition { Allow = "Tue 09:00-10:00", Zone = "UTC" }],
        Freezes =
        [
            new FreezeDefinition { Name = "year-end", From = "2026-12-18T00:00", To = "2027-01-07T00:00", Zone = "UTC" },
            new FreezeDefinition { Name = "audit", From = "2026-12-18T00:00", To = "2027-01-07T00:00", Zone = "UTC", Override = [new RoleRequirement { Role = "head" }] },
            new FreezeDefinition { Name = "law", From = "2026-12-18T00:00", To = "2027-01-07T00:00", Zone = "UTC", Override = [] },
        ],
        Override = new OverrideRules { Require = [new RoleRequirement { Role = "commander", Count = 2 }], Review = new ReviewRules { Role = "dba", Within = TimeSpan.FromHours(8) } },
        BreakGlass = new BreakGlassRules { Role = "commander", Review = new ReviewRules { Within = TimeSpan.FromHours(24) } },
    };

    [Fact]
    public void It_takes_as_many_people_as_the_policy_says_and_each_is_reviewed()
    {
        var one = Count(Set(1, "bo", "freeze:year-end"));
        var two = Count(Set(1, "bo", "freeze:year-end"), Set(2, "kim", "freeze:year-end"));

        Assert.Empty(one.Aside);
        Assert.Equal(["freeze:year-end"], two.Aside);
        Assert.Equal(["year-end"], two.Freezes);
        Assert.All(two.Done, done => Assert.Equal((Now.AddHours(8), "dba"), (done.ReviewBy, done.ReviewRole)));
    }

    [Fact]
    public void The_same_person_twice_is_one_person() => Assert.Empty(Count(Set(1, "bo", "window"), Set(2, "bo", "window")).Aside);

    [Theory]
    [InlineData("ada", "window", "wrote or started")]
    [InlineData("zoe", "window", "none of the needed roles (commander)")]
    [InlineData("bo", "freeze:audit", "none of the needed roles (head)")]
    [InlineData("kim", "freeze:law", "lets nobody")]
    [InlineData("kim", "freeze:easter", "has no freeze:easter")]
    [InlineData("eve", "window", "nobody in People")]
    public void Nobody_else_sets_anything_aside_and_is_told_why(string who, string what, string why)
    {
        var counted = Count(Set(1, who, what));

        Assert.Empty(counted.Done);
        Assert.Contains(why, counted.Ignored[1], StringComparison.Ordinal);
    }

    [Fact]
    public void It_holds_for_one_plan_only() => Assert.Contains("the plan is", Count(Set(1, "kim", "freeze:audit") with { Plan = Digest.Of("older").Hex }).Ignored[1], StringComparison.Ordinal);

    [Fact]
    public void A_freeze_that_is_set_aside_holds_nothing_and_everything_else_still_does()
    {
        var assessed = Assess(Set(1, "kim", "freeze:audit"));

        Assert.Equal(["freeze year-end", "freeze law", "outside the windows (Tue 09:00-10:00 UTC)"], assessed.Times.Holds(Now).Select(hold => hold.Reason));
    }

    [Fact]
    public void A_broken_glass_needs_nobodys_approval_and_is_no_way_around_windows()
    {
        var assessed = Assess(new RunCommand(1, CommandKind.BreakGlass, "bo", Now, Plan.Hex, "INC0042"));

        Assert.Empty(assessed.Needed);
        Assert.Equal(Now.AddHours(24), assessed.Overrides.Done[0].ReviewBy);
        Assert.NotEmpty(assessed.Times.Holds(Now));
        Assert.Single(Assess(new RunCommand(1, CommandKind.BreakGlass, "ada", Now, Plan.Hex, "INC0042")).Needed);
    }

    [Fact]
    public void A_policy_that_says_nothing_lets_nobody() =>
        Assert.Contains("lets nobody", Overrides.Count(Facts(new PolicyDocument { Name = "production" }), [Set(1, "kim", "window")]).Ignored[1], StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-24T09:30:00Z", true, null)]
    [InlineData("2026-11-24T10:00:00Z", true, Overrun.Rollback)]
    [InlineData("2026-11-24T10:00:00Z", false, Overrun.Pause)]
    [InlineData("2026-11-25T12:00:00Z", false, Overrun.Finish)]
    public void The_window_that_was_open_last_says_what_its_end_does_by_how_far_the_rollout_is(string at, bool canaryOnly, Overrun? expected)
    {
        var policy = new PolicyDocument
        {
            Name = "production",
            Windows =
            [
                new WindowDefinition { Allow = "Tue 09:00-10:00", Zone = "UTC", Overrun = Overrun.Pause, OverrunPhases = new OverrunPhases { Canary = Overrun.Rollback } },
                new WindowDefinition { Allow = "Wed 09:00-10:00", Zone = "UTC" },
            ],
        };

        Assert.Equal(expected, new StartTimes(policy).OverrunAt(DateTimeOffset.Parse(at), canaryOnly));
    }

    private static RunCommand Set(int number, string who, string what) => new(number, CommandKind.Override, who, Now, Plan.Hex, "INC0042", what);

    private static CountedOverrides Count(params RunCommand[] commands) => Overrides.Count(Facts(Policy), commands);

    private static RunAssessment Assess(params RunCommand[] commands) => RunAssessment.Of(Facts(Policy).Run, Policy, People, Plan, commands, [], Now);

    private static ApprovalFacts Facts(PolicyDocument policy)
    {
        var run = new RunRecord
        {
            Id = "production-1",
            Environment = "production",
            Commit = "c",
            Repository = "r",
            Version = 1,
            StartedBy = "ada",
            StartedAt = Now,
            UpdatedAt = Now,
            Slots = ["dba"],
            Excluded = ["ada"],
        };
        return new ApprovalFacts(run, policy, People, new StartTimes(policy), Plan, Now);
    }
}
