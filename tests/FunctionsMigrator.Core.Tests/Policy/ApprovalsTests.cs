using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Policy;

public sealed class ApprovalsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
    private static readonly Digest Plan = Digest.Of("plan");

    private static readonly PeopleDocument People = new()
    {
        Name = "people",
        People = new Dictionary<string, PersonDefinition>
        {
            ["ada"] = new() { Key = "ada-key", Roles = ["release-manager"] },
            ["bo"] = new() { Key = "bo-key", Roles = ["dba", "release-manager"] },
            ["kim"] = new() { Key = "kim-key", Roles = ["release-manager"] },
            ["eve"] = new() { Key = "eve-key" },
        },
    };

    [Fact]
    public void An_approval_of_this_plan_by_the_needed_role_counts()
    {
        var counted = Count([Approve(1, "kim-key")]);

        Assert.Empty(counted.Open);
        Assert.Equal(["kim"], counted.By);
    }

    [Theory]
    [InlineData("eve-key", "roles")]
    [InlineData("ada-key", "wrote")]
    [InlineData("nobody", "nobody in People")]
    public void An_approval_by_the_wrong_person_does_not_count_and_says_why(string key, string why)
    {
        var counted = Count([Approve(1, key)]);

        Assert.Equal(["release-manager"], counted.Open);
        Assert.Contains(why, counted.Ignored[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_for_another_plan_digest_is_refused() =>
        Assert.Contains("the plan is", Count([Approve(1, "kim-key") with { Plan = Digest.Of("older").Short }]).Ignored[1], StringComparison.Ordinal);

    [Fact]
    public void A_digest_shorter_than_eight_digits_names_nothing() =>
        Assert.Single(Count([Approve(1, "kim-key") with { Plan = Plan.Hex[..7] }]).Ignored);

    [Fact]
    public void The_same_person_twice_is_one_approval() =>
        Assert.Equal(["release-manager"], Count([Approve(1, "kim-key"), Approve(2, "kim-key")], "release-manager", "release-manager").Open);

    [Fact]
    public void A_withdrawn_approval_does_not_count() =>
        Assert.Equal(["release-manager"], Count([Approve(1, "kim-key"), new RunCommand(2, CommandKind.Withdraw, "kim-key", Now)]).Open);

    [Fact]
    public void An_approval_older_than_the_policy_allows_does_not_count() =>
        Assert.Equal("is too old", Count([Approve(1, "kim-key") with { At = Now.AddDays(-8) }]).Ignored[1]);

    [Fact]
    public void A_refusal_by_somebody_who_could_approve_ends_it_and_one_by_anybody_else_does_not()
    {
        Assert.NotNull(Count([new RunCommand(1, CommandKind.Reject, "kim-key", Now, Reason: "no")]).Rejected);
        Assert.Null(Count([new RunCommand(1, CommandKind.Reject, "eve-key", Now, Reason: "no")]).Rejected);
    }

    private static RunCommand Approve(int number, string key) => new(number, CommandKind.Approve, key, Now.AddMinutes(-1), Plan.Short);

    private static CountedApprovals Count(IReadOnlyList<RunCommand> commands, params string[] slots)
    {
        var run = new RunRecord
        {
            Id = "production-1",
            Environment = "production",
            Commit = "c",
            Repository = "r",
            Version = 1,
            StartedBy = "ada-key",
            StartedAt = Now,
            UpdatedAt = Now,
            Slots = slots.Length == 0 ? ["release-manager"] : slots,
            Excluded = ["ada"],
        };
        var policy = new PolicyDocument { Name = "production" };
        return Approvals.Count(new ApprovalFacts(run, policy, People, new StartTimes(policy), Plan, Now), commands);
    }
}
