using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class GitRevertsTests : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private static readonly GitIdentity Bo = new("Bo", "bo@example.com");
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 30, 0, TimeSpan.FromHours(1));

    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_is_taken_back_in_one_commit_on_a_branch_of_its_own()
    {
        var (before, _, commit, tip) = Commits("a=1\n", "a=2\n", "a=2\n", other: "b=9\n");

        var written = await WriteAsync(before, commit);

        using var repository = new Repository(_folder.Path);
        var branch = repository.Branches["fm/take-back/x"];
        Assert.Equal(written.Value.Sha, branch.Tip.Sha);
        Assert.Equal([tip], branch.Tip.Parents.Select(parent => parent.Sha));
        Assert.Equal("a=1\n", Text(branch.Tip, "a.txt"));
        Assert.Equal("b=9\n", Text(branch.Tip, "b.txt"));
        Assert.Null(branch.Tip["new.txt"]);
        Assert.Equal($"lock of {Text(branch.Tip, "a.txt")}", Text(branch.Tip, "checksums.lock"));
        Assert.Equal((Bo, "Take back: two\n\nFm-Takes-Back: run-2\n"), (written.Value.Author, branch.Tip.Message));
    }

    [Fact]
    public async Task Nothing_that_exists_is_touched()
    {
        var (before, _, commit, tip) = Commits("a=1\n", "a=2\n", "a=2\n");
        File.WriteAllText(Path.Combine(_folder.Path, "a.txt"), "not committed");

        Assert.True((await WriteAsync(before, commit)).Succeeded);

        using var repository = new Repository(_folder.Path);
        Assert.Equal(("main", tip), (repository.Head.FriendlyName, repository.Head.Tip.Sha));
        Assert.Equal("not committed", File.ReadAllText(Path.Combine(_folder.Path, "a.txt")));
        Assert.Equal(["a.txt"], repository.RetrieveStatus().Where(entry => entry.State is not FileStatus.Ignored).Select(entry => entry.FilePath));
        Assert.Equal(["fm/take-back/x", "main"], repository.Branches.Select(branch => branch.FriendlyName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_later_commits_changed_too_is_named_and_no_branch_is_written()
    {
        var (before, _, commit, _) = Commits("a=1\n", "a=2\n", "a=3\n");

        var refused = await WriteAsync(before, commit);

        var finding = Assert.Single(refused.Findings);
        Assert.Equal(GitCodes.RevertConflict.Code, finding.Code);
        Assert.Contains("a.txt", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("checksums.lock", finding.Message, StringComparison.Ordinal);
        AssertNoBranch();
    }

    [Fact]
    public async Task A_branch_that_exists_is_left_alone()
    {
        var (before, _, commit, _) = Commits("a=1\n", "a=2\n", "a=2\n");
        await WriteAsync(before, commit);

        Assert.Equal(GitCodes.BranchExists.Code, Assert.Single((await WriteAsync(before, commit)).Findings).Code);
    }

    [Fact]
    public async Task A_change_that_git_holds_no_more_needs_no_commit()
    {
        var (before, _, commit, _) = Commits("a=1\n", "a=2\n", "a=1\n", keepNew: false);

        Assert.Equal(GitCodes.RevertedAlready.Code, Assert.Single((await WriteAsync(before, commit)).Findings).Code);
        AssertNoBranch();
    }

    [Fact]
    public async Task A_commit_that_is_not_on_the_branch_is_not_taken_back_there()
    {
        var (before, middle, commit, _) = Commits("a=1\n", "a=2\n", "a=2\n");
        using (var repository = new Repository(_folder.Path))
        {
            repository.CreateBranch("old", middle);
        }

        Assert.Equal(GitCodes.NotContained.Code, Assert.Single((await WriteAsync(before, commit, onto: "old")).Findings).Code);
        Assert.Equal(GitCodes.NoSuchRevision.Code, Assert.Single((await WriteAsync(before, commit, onto: "none")).Findings).Code);
        Assert.Equal(GitCodes.NoSuchRevision.Code, Assert.Single((await WriteAsync(new string('0', 40), commit)).Findings).Code);
        AssertNoBranch();
    }

    [Fact]
    public async Task Files_that_are_no_metadata_any_more_are_a_finding_and_no_branch_is_written()
    {
        var (before, _, commit, _) = Commits("a=1\n", "a=2\n", "a=2\n");

        var refused = await GitReverts.WriteAsync(
            Revert(before, commit, "main"), (_, _) => Task.FromResult(RunCodes.NotRevertible.Fail<string>("no")), Cancellation);

        Assert.Equal(RunCodes.NotRevertible.Code, Assert.Single(refused.Findings).Code);
        AssertNoBranch();
    }

    public void Dispose() => _folder.Dispose();

    // Four commits: what stood before, two that a run brought, and one behind it.
    private (string Before, string Middle, string Commit, string Tip) Commits(string first, string second, string last, string other = "b=1\n", bool keepNew = true)
    {
        _folder.Write("a.txt", first).Write("b.txt", "b=1\n").Write("checksums.lock", "one\n");
        var before = GitRepositories.Create(_folder.Path, "one", Ada, Monday).Value.Sha;
        _folder.Write("new.txt", "new").Write("checksums.lock", "middle\n");
        var middle = GitRepositories.CommitAll(_folder.Path, "middle", Ada, Monday).Value.Sha;
        _folder.Write("a.txt", second).Write("checksums.lock", "two\n");
        var commit = GitRepositories.CommitAll(_folder.Path, "two", Ada, Monday).Value.Sha;
        _folder.Write("a.txt", last).Write("b.txt", other).Write("c.txt", "c").Write("checksums.lock", "three\n");
        if (!keepNew)
        {
            File.Delete(Path.Combine(_folder.Path, "new.txt"));
        }

        return (before, middle, commit, GitRepositories.CommitAll(_folder.Path, "three", Ada, Monday).Value.Sha);
    }

    private async Task<Outcome<CommitInfo>> WriteAsync(string before, string commit, string onto = "main") => await GitReverts.WriteAsync(
        Revert(before, commit, onto),
        (sha, _) =>
        {
            using var repository = new Repository(_folder.Path);
            return Task.FromResult(Outcome.Of($"lock of {Text(repository.Lookup<Commit>(sha), "a.txt")}"));
        },
        Cancellation);

    private GitRevert Revert(string before, string commit, string onto) =>
        new(_folder.Path, before, commit, onto, "fm/take-back/x", "Take back: two\n\nFm-Takes-Back: run-2\n", Bo, Monday);

    private void AssertNoBranch()
    {
        using var repository = new Repository(_folder.Path);
        Assert.Null(repository.Branches["fm/take-back/x"]);
    }

    private static string Text(Commit commit, string path) => ((Blob)commit[path].Target).GetContentText();
}
