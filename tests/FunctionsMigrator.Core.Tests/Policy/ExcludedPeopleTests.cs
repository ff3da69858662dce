using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Tests.Policy;

/// <summary>Nobody approves what they had a hand in: each part that somebody can have is enough by itself.</summary>
public sealed class ExcludedPeopleTests
{
    private const string Steers = "metadata/checkout.yaml";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
    private static readonly GitIdentity Bot = new("bot", "noreply@example.com");

    private static readonly PeopleDocument People = new()
    {
        Name = "people",
        People = new[] { "ada", "bo", "kim" }.ToDictionary(name => name, name => new PersonDefinition { Git = [$"{name}@example.com"], Key = $"{name}-key", Roles = ["dba"] }),
        Bots = [Bot.Email],
    };

    [Theory]
    [InlineData("author")]
    [InlineData("committer")]
    [InlineData("co-author")]
    [InlineData("pusher")]
    [InlineData("starter")]
    public void Each_who_had_a_hand_in_it_is_excluded(string part)
    {
        foreach (var rule in new[] { ExcludeAuthors.Plan, ExcludeAuthors.Range })
        {
            var facts = Facts(rule, [Commit(author: part == "author", committer: part == "committer", coAuthor: part == "co-author")], part == "starter" ? "ada-key" : "ci");

            Assert.Equal(["ada"], ExcludedPeople.Of(facts with { Pushers = part == "pusher" ? [Identity("ada")] : [] }));
        }
    }

    [Fact]
    public void Whoever_wrote_other_commits_of_the_range_is_excluded_where_the_whole_range_counts()
    {
        CommitInfo[] commits = [Commit(author: true) with { ChangedPaths = ["docs/readme.md"] }];

        Assert.Empty(ExcludedPeople.Of(Facts(ExcludeAuthors.Plan, commits, "ci")));
        Assert.Equal(["ada"], ExcludedPeople.Of(Facts(ExcludeAuthors.Range, commits, "ci")));
        Assert.Empty(ExcludedPeople.Of(Facts(ExcludeAuthors.Off, [Commit(author: true)], "ada-key")));
    }

    [Fact]
    public void Whoever_changes_the_rules_is_excluded_as_whoever_changes_a_resource()
    {
        var facts = Facts(ExcludeAuthors.Plan, [Commit(author: true) with { ChangedPaths = ["policies/production.yaml"] }], "ci");

        Assert.Empty(ExcludedPeople.Of(facts));
        Assert.Equal(["ada"], ExcludedPeople.Of(facts with { RuleFiles = ["policies/production.yaml"] }));
    }

    [Fact]
    public void A_file_in_the_folder_of_a_resource_is_one_of_its_files_and_one_beside_it_is_not()
    {
        CommitInfo Of(string path) => Commit(author: true) with { ChangedPaths = [path] };
        var facts = Facts(ExcludeAuthors.Plan, [], "ci") with { FilesOf = _ => ["metadata/sql/"] };

        Assert.Equal(["ada"], ExcludedPeople.Of(facts with { Commits = [Of("metadata/sql/V1__a.sql")] }));
        Assert.Empty(ExcludedPeople.Of(facts with { Commits = [Of("metadata/sql.md")] }));
    }

    private static PolicyFacts Facts(ExcludeAuthors rule, IReadOnlyList<CommitInfo> commits, string startedBy)
    {
        var bundle = Digest.Of("bundle");
        var target = TargetPlanner.Nothing(new TargetAddress("production", "west", "config"), bundle) with { Sections = [new PlanSection("checkout", ResourceKind.Settings, 0, false, 0, 1, 1)] };
        return new PolicyFacts(
            new PolicyDocument { Name = "production", Approvals = new() { ExcludeAuthors = rule } },
            People,
            new PlanIndex("production", "c", bundle, bundle, Now, [target], RiskLevel.Low, [], []),
            [],
            commits,
            _ => [Steers],
            startedBy,
            [],
            IsRollback: false);
    }

    private static CommitInfo Commit(bool author = false, bool committer = false, bool coAuthor = false) => new(
        "c", author ? Identity("ada") : Bot, committer ? Identity("ada") : Bot, coAuthor ? [Identity("ada")] : [], Now, "Change it", [], [Steers]);

    private static GitIdentity Identity(string name) => new(name, $"{name}@example.com");
}
