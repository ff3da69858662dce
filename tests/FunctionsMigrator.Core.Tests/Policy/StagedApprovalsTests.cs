using CsCheck;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Policy;

/// <summary>Stages, escalation, delegation and the time in which approvals are collected.</summary>
public sealed class StagedApprovalsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
    private static readonly Digest Plan = Digest.Of("plan");

    private static readonly PeopleDocument People = new()
    {
        Name = "people",
        People = new Dictionary<string, PersonDefinition>
        {
            ["ada"] = new() { Roles = ["dba", "release-manager"] },
            ["bo"] = new() { Roles = ["dba", "release-manager"] },
            ["kim"] = new() { Roles = ["release-manager"] },
            ["lee"] = new() { Roles = ["release-manager"] },
            ["max"] = new() { Roles = ["head-of-it"] },
            ["zoe"] = new(),
        },
    };

    private static readonly ApprovalRules Rules = new() { Escalate = new EscalationRules { After = TimeSpan.FromHours(24), To = [new EscalationRole { Role = "head-of-it" }] } };

    [Fact]
    public void Stages_are_read_in_their_order_and_also_rules_add_stage_by_stage()
    {
        RoleRequirement[] level = [new() { Role = "dba" }, new() { Then = [new() { Role = "release-manager", Count = 2 }] }];
        RoleRequirement[] also = [new() { Role = "service-owner" }, new() { Then = [new() { Role = "auditor" }] }];

        Assert.Equal(["dba", "release-manager", "release-manager"], ApprovalSlots.Of(level));
        Assert.Equal([["dba", "service-owner"], ["release-manager", "release-manager", "auditor"]], ApprovalSlots.Merge([ApprovalSlots.Stages(level), ApprovalSlots.Stages(also)]));
        Assert.Equal([["release-manager"]], ApprovalSlots.Merge([ApprovalSlots.Stages([new() { Then = [new() { Role = "release-manager" }] }])]));
        Assert.Empty(ApprovalSlots.Merge([ApprovalSlots.Stages([])]));
    }

    [Fact]
    public void A_later_stage_does_not_count_before_the_earlier_one_is_complete()
    {
        var early = Count([Approve(1, "kim"), Approve(2, "bo")]);

        Assert.Equal("kim is asked in a later stage; stage 1 is not complete", early.Ignored[1]);
        Assert.Equal(["release-manager"], early.Open);
        Assert.Empty(Count([Approve(1, "bo"), Approve(2, "kim")]).Open);
    }

    [Fact]
    public void One_person_fills_one_slot_over_all_stages()
    {
        Assert.Equal(["release-manager"], Count([Approve(1, "bo"), Approve(2, "bo")]).Open);
        Assert.Empty(Count([Approve(1, "bo"), Approve(2, "ada")]).Open);
    }

    [Fact]
    public void Who_approved_for_the_first_stage_is_not_moved_to_the_second_by_somebody_later()
    {
        // Bo said yes when only the first stage was asked; Ada's yes to the second stage must not turn his into one for it.
        var counted = Count([Approve(1, "bo"), Approve(2, "ada"), Withdraw(3, "ada")]);

        Assert.Equal(["release-manager"], counted.Open);
    }

    [Fact]
    public void An_approval_of_a_later_stage_stands_when_the_earlier_one_opens_again()
    {
        var counted = Count([Approve(1, "bo"), Approve(2, "kim"), Withdraw(3, "bo")]);

        Assert.Equal(["dba"], counted.Open);
        Assert.Equal(["kim"], counted.By);
    }

    [Fact]
    public void What_is_still_needed_names_stage_and_people()
    {
        var facts = Facts();
        var needed = OpenSlots.Of(facts, Approvals.Count(facts, []));

        Assert.Equal(["stage 1: dba (ada or bo)", "then stage 2: release-manager (ada or bo or kim or lee)"], OpenSlots.Words(needed, 2));
        var after = Approvals.Count(facts, [Approve(1, "bo")]);
        Assert.Equal(["stage 2: release-manager (ada or kim or lee)"], OpenSlots.Words(OpenSlots.Of(facts, after), 2));
    }

    [Fact]
    public void Those_above_may_fill_whatever_is_open_once_their_time_has_come_and_not_before()
    {
        Assert.Equal("max holds none of the needed roles", Count([Approve(1, "max") with { At = Now.AddHours(23.9) }], Now.AddHours(25)).Ignored[1]);
        var counted = Count([Approve(1, "max") with { At = Now.AddHours(24) }], Now.AddHours(25));
        Assert.Equal(["max"], counted.By);
        Assert.Equal(["release-manager"], counted.Open);
    }

    [Fact]
    public void An_approval_that_comes_after_the_time_to_collect_does_not_count() =>
        Assert.Contains("after the time", Count([Approve(1, "bo") with { At = Now.AddHours(73) }], Now.AddHours(73)).Ignored[1], StringComparison.Ordinal);

    [Fact]
    public void A_delegate_decides_in_the_name_of_the_person_while_it_holds()
    {
        var bo = new Delegation(1, "bo", "zoe", Now, Now.AddDays(7), null, "bo", Now);

        Assert.Equal(["release-manager"], Count([Approve(1, "zoe")], delegations: [bo]).Open);
        Assert.Equal("bo", Count([Approve(1, "zoe")], delegations: [bo]).InTheNameOf["zoe"]);
        Assert.Single(Count([Approve(1, "zoe")], delegations: [bo with { From = Now.AddDays(1) }]).Ignored);
        Assert.Single(Count([Approve(1, "zoe")], delegations: [bo with { Until = Now }]).Ignored);
        Assert.Single(Count([Approve(1, "zoe")], delegations: [bo, bo with { Number = 2, Revokes = 1 }]).Ignored);
        Assert.Empty(Count([Approve(1, "zoe")], delegations: [bo, bo with { Number = 2, Person = "kim", Revokes = 1 }]).Ignored);
        Assert.Empty(Count([Approve(1, "zoe")], delegations: [bo, bo with { Number = 2, From = Now.AddDays(1), Revokes = 1 }]).Ignored);
        Assert.Single(Count([Approve(1, "zoe")], delegations: [bo with { Role = "release-manager" }]).Ignored);
    }

    [Fact]
    public void A_delegation_never_chains_and_never_speaks_for_or_through_an_author()
    {
        var toKim = new Delegation(1, "bo", "kim", Now, Now.AddDays(7), "dba", "bo", Now);
        var toZoe = new Delegation(2, "kim", "zoe", Now, Now.AddDays(7), null, "kim", Now);

        Assert.Single(Count([Approve(1, "zoe")], delegations: [toKim, toZoe]).Ignored);
        Assert.Contains("wrote", Count([Approve(1, "zoe")], delegations: [toZoe with { Person = "bo", By = "bo" }], excluded: "zoe").Ignored[1], StringComparison.Ordinal);
        Assert.Single(Count([Approve(1, "zoe")], delegations: [toZoe with { Person = "bo", By = "bo" }], excluded: "bo").Ignored);

        // The key of somebody whom another environment's People calls bo.
        Assert.Single(Count([Approve(1, "zoe")], delegations: [toZoe with { Person = "bo", By = "eve" }]).Ignored);
    }

    [Fact]
    public void Whatever_people_do_no_person_fills_two_slots_and_no_stage_is_skipped()
    {
        string[] names = ["ada", "bo", "kim", "lee", "max", "zoe"];
        var acts = Gen.Select(Gen.Int[0, names.Length - 1], Gen.Bool).Select((who, yes) => (Who: names[who], Yes: yes)).List[0, 8];
        acts.Sample(list =>
        {
            var commands = list.Select((act, n) => act.Yes ? Approve(n + 1, act.Who) : Withdraw(n + 1, act.Who)).ToList();
            var counted = Count(commands);
            if (counted.Open.Count > 0)
            {
                return true;
            }

            // Complete: two different people, one of them a dba who said yes while nobody else's yes was needed before.
            var persons = new Persons(People);
            return counted.By.Distinct().Count() >= 2 && counted.By.Any(name => persons.Roles(name).Contains("dba")) && !counted.By.Contains("zoe") && !counted.By.Contains("max");
        });
    }

    [Fact]
    public void Collecting_and_ageing_never_count_what_is_older_than_it_may_be()
    {
        var policy = new PolicyDocument
        {
            Name = "production",
            Freezes = [new FreezeDefinition { Name = "x", From = "2026-11-25T00:00", To = "2026-11-27T00:00", Zone = "UTC" }],
        };
        Gen.Int[0, 20 * 24].Sample(hours =>
        {
            var at = Now.AddHours(hours);
            var facts = Facts(at) with { Policy = policy, Times = new StartTimes(policy) };
            var counts = Approvals.Count(facts, [Approve(1, "bo") with { At = Now }]).By.Count == 1;

            // Brute force: hours of the freeze do not age it.
            var aged = Enumerable.Range(0, hours).Count(hour => Now.AddHours(hour) is var then && !(then >= DateTimeOffset.Parse("2026-11-25T00:00:00Z") && then < DateTimeOffset.Parse("2026-11-27T00:00:00Z")));
            return counts == aged <= 7 * 24;
        });
    }

    private static RunCommand Approve(int number, string key) => new(number, CommandKind.Approve, key, Now, Plan.Short);

    private static RunCommand Withdraw(int number, string key) => new(number, CommandKind.Withdraw, key, Now);

    private static CountedApprovals Count(IReadOnlyList<RunCommand> commands, DateTimeOffset? now = null, IReadOnlyList<Delegation>? delegations = null, string? excluded = null) =>
        Approvals.Count(Facts(now, delegations, excluded), commands);

    private static ApprovalFacts Facts(DateTimeOffset? now = null, IReadOnlyList<Delegation>? delegations = null, string? excluded = null)
    {
        var policy = new PolicyDocument { Name = "production", Approvals = Rules };
        var run = new RunRecord
        {
            Id = "production-1",
            Environment = "production",
            Commit = "c",
            Repository = "r",
            Version = 1,
            StartedBy = "ci",
            StartedAt = Now,
            UpdatedAt = Now,
            RequestedAt = Now,
            Slots = ["dba", "release-manager"],
            StageSizes = [1, 1],
            Excluded = excluded is null ? [] : [excluded],
        };
        return new ApprovalFacts(run, policy, People, new StartTimes(policy), Plan, now ?? Now, delegations);
    }
}
