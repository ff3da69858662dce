using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Policy;

/// <summary>Who a name is.</summary>
public sealed class PersonsTests
{
    private const string Bo = "7d1c0000-0000-0000-0000-0000000000b0";
    private const string Kim = "7d1c0000-0000-0000-0000-0000000000c0";
    private const string Tenant = "2b9f0000-0000-0000-0000-000000000002";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
    private static readonly Digest Plan = Digest.Of("plan");

    private static readonly PlanIndex Nothing = new("production", "c", Plan, Plan, Now, [], RiskLevel.Low, [], []);

    private static readonly PeopleDocument People = new()
    {
        Name = "people",
        People = new Dictionary<string, PersonDefinition>
        {
            ["bo"] = new() { Key = "bo-key", Entra = Bo.ToUpperInvariant(), Roles = ["dba"] },
            ["kim"] = new() { Entra = $"{Tenant}/{Kim}", Roles = ["dba"] },
            ["lee"] = new() { Git = ["lee@example.com"], Roles = ["dba"] },
            [$"entra:{Kim}"] = new() { Roles = ["dba"] },
        },
    };

    [Theory]
    [InlineData($"entra:{Bo}", "bo")]
    [InlineData("bo-key", "bo")]
    [InlineData($"entra:{Tenant}/{Kim}", "kim")]
    [InlineData($"entra:{Kim}", null)]
    [InlineData($"entra:{Tenant}/{Bo}", null)]
    [InlineData($"entra-app:{Bo}", null)]
    [InlineData(Bo, null)]
    [InlineData("entra:", null)]
    [InlineData("entra:bo", null)]
    [InlineData("bo", null)]
    [InlineData("kim", null)]
    [InlineData("lee", "lee")]
    public void An_account_is_the_person_whose_object_and_tenant_it_is_and_nobody_else(string name, string? person) => Assert.Equal(person, new Persons(People).ByKey(name));

    [Fact]
    public void What_people_read_is_the_short_name_where_there_is_one()
    {
        Assert.Equal("bo", new Persons(People).Shown($"entra:{Bo}"));
        Assert.Equal("entra:x", new Persons(People).Shown("entra:x"));
    }

    [Fact]
    public void Who_started_a_run_with_an_account_does_not_approve_it_with_account_or_key()
    {
        var facts = new PolicyFacts(
            new PolicyDocument { Name = "production", Approvals = new() { ExcludeAuthors = ExcludeAuthors.Plan } }, People, Nothing, [], [], _ => [], $"entra:{Bo}", [], IsRollback: false);

        var excluded = ExcludedPeople.Of(facts);

        Assert.Equal(["bo"], excluded);
        Assert.Contains("wrote or started", Count(excluded, $"entra:{Bo}").Ignored[1], StringComparison.Ordinal);
        Assert.Contains("wrote or started", Count(excluded, "bo-key").Ignored[1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_person_with_account_and_key_fills_one_slot() => Assert.Equal(["dba"], Count([], $"entra:{Bo}", "bo-key").Open);

    [Fact]
    public void An_application_fills_no_slot() => Assert.Contains("nobody in People", Count([], $"entra-app:{Bo}").Ignored[1], StringComparison.Ordinal);

    [Theory]
    [InlineData(Bo, true)]
    [InlineData($"{Tenant}/{Kim}", true)]
    [InlineData("bo@example.com", false)]
    [InlineData($"{Tenant}/{Kim}/{Bo}", false)]
    [InlineData($"{Tenant}/", false)]
    [InlineData("{7d1c0000-0000-0000-0000-0000000000b0}", false)]
    public void People_name_an_account_by_its_ids(string text, bool taken) => Assert.Equal(taken, EntraName.IsReference(text));

    [Fact]
    public void Only_roles_of_this_product_give_something() => Assert.Equal(
        [AccessRole.Reader, AccessRole.Operator, AccessRole.Admin],
        AppRoles.Of(["reader", "FM.Operator", "Admin", "fm.fm.Approver", "Approvers", "3", "2", ""]).Order());

    private static CountedApprovals Count(IReadOnlyList<string> excluded, params string[] by)
    {
        var run = new RunRecord
        {
            Id = "production-1",
            Environment = "production",
            Commit = "c",
            Repository = "r",
            Version = 1,
            StartedBy = $"entra:{Bo}",
            StartedAt = Now,
            UpdatedAt = Now,
            Slots = ["dba", "dba"],
            Excluded = excluded,
        };
        return Approvals.Count(
            new ApprovalFacts(run, new PolicyDocument { Name = "p" }, People, new StartTimes(new PolicyDocument { Name = "p" }), Plan, Now),
            [.. by.Select((name, i) => new RunCommand(i + 1, CommandKind.Approve, name, Now, Plan.Short))]);
    }
}
