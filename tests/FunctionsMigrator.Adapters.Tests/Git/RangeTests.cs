using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class RangeTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TestFolder _other = new();

    [Fact]
    public async Task A_range_holds_the_commits_behind_its_start_up_to_its_end_newest_first()
    {
        var first = _repository.Write("a", "1").Commit();
        var second = _repository.Write("a", "2").Commit();
        var third = _repository.Write("a", "3").Commit();
        _repository.Write("a", "4").Commit();

        Assert.Equal([third, second], (await Range(first, third)).Value.Select(commit => commit.Sha));
        Assert.Equal([third, second, first], (await Range(null, third)).Value.Select(commit => commit.Sha));
        Assert.Empty((await Range(third, third)).Value);
        Assert.Empty((await Range(third, first)).Value);
    }

    [Fact]
    public async Task A_range_holds_no_more_than_its_limit()
    {
        var first = _repository.Write("a", "1").Commit();
        var second = _repository.Write("a", "2").Commit();
        var third = _repository.Write("a", "3").Commit();

        Assert.Equal([third, second], (await Range(null, third, limit: 2)).Value.Select(commit => commit.Sha));
        Assert.Equal(first, (await Range(null, third, limit: 3)).Value[^1].Sha);
    }

    [Fact]
    public async Task A_commit_names_what_it_added_edited_and_deleted()
    {
        var first = _repository.Write("z", "1").Write("b/c", "1").Write("old-name", "the same content, long enough to be told as a rename").Commit();
        var second = _repository.Write("z", "2").Delete("b/c").Write("A", "1")
            .Delete("old-name").Write("new-name", "the same content, long enough to be told as a rename").Commit();

        var commits = (await Range(null, second)).Value;

        Assert.Equal(["A", "b/c", "new-name", "old-name", "z"], commits[0].ChangedPaths);
        Assert.Equal(["b/c", "old-name", "z"], commits[1].ChangedPaths);
        Assert.Equal(first, commits[1].Sha);
    }

    [Fact]
    public async Task A_merge_names_what_it_brought_to_its_first_parent_and_its_range_holds_both_sides()
    {
        var first = _repository.Write("a", "1").Commit();
        _repository.With(repository => Commands.Checkout(repository, repository.CreateBranch("side")));
        var side = _repository.Write("side", "1").Commit("Side\n\nCo-authored-by: Bo <bo@example.com>");
        _repository.With(repository => Commands.Checkout(repository, "main"));
        var main = _repository.Write("main", "1").Commit();
        var merge = _repository.With(repository =>
            repository.Merge("side", new Signature("Ada", "ada@example.com", new DateTimeOffset(2026, 11, 9, 9, 0, 0, TimeSpan.Zero))).Commit.Sha);

        var commits = (await Range(first, merge)).Value;

        Assert.Equal(merge, commits[0].Sha);
        Assert.Equal([main, side], commits[0].Parents);
        Assert.Equal(["side"], commits[0].ChangedPaths);
        Assert.Equal(new HashSet<string> { main, side }, commits.Skip(1).Select(commit => commit.Sha).ToHashSet());
        Assert.Equal([new GitIdentity("Bo", "bo@example.com")], commits.Single(commit => commit.Sha == side).CoAuthors);
    }

    [Fact]
    public async Task Both_ends_that_do_not_exist_are_found()
    {
        _repository.Write("a", "1").Commit();

        var outcome = await Range("absent-one", "absent-two");

        Assert.Equal(2, outcome.Findings.Count);
        Assert.All(outcome.Findings, finding => Assert.Equal(GitCodes.NoSuchRevision.Code, finding.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shallow_clone_answers_what_it_has_and_says_what_it_lacks(bool remote)
    {
        var first = _repository.Write("a", "1").Commit();
        var second = _repository.Write("a", "2").Commit();
        var third = _repository.Write("a", "3").Commit();
        GitProgram.Run(_other.Path, "clone", "-q", "--depth", "2", _repository.Url, "clone");
        var clone = remote ? new Uri(_other["clone"]).AbsoluteUri : _other["clone"];

        Assert.Equal(third, (await Resolve(clone, "main")).Value.Sha);
        Assert.Equal(third, Assert.Single((await Range(second, third, repository: clone)).Value).Sha);
        Assert.Equal(third, Assert.Single((await Range(null, third, limit: 1, repository: clone)).Value).Sha);

        foreach (var refused in new[]
        {
            Refusal.Of(await Range(null, third, repository: clone), GitCodes.Shallow),
            Refusal.Of(await Range(first, third, repository: clone), GitCodes.Shallow),
            Refusal.Of(await Resolve(clone, first), GitCodes.Shallow),
            Refusal.Of(await Resolve(clone, "HEAD~2"), GitCodes.Shallow),
        })
        {
            Assert.Contains("git fetch --unshallow", refused.Remedy, StringComparison.Ordinal);
        }

        GitProgram.Run(_other["clone"], "fetch", "-q", "--unshallow");
        Assert.Equal(3, (await Range(null, third, repository: clone)).Value.Count);
        Assert.Equal(first, (await Resolve(clone, "HEAD~2")).Value.Sha);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _other.Dispose();
    }

    private LibGit2Source Source => new(_other["cache"]);

    private Task<Outcome<IReadOnlyList<CommitInfo>>> Range(string? from, string to, int limit = 1_000, string? repository = null) =>
        Source.RangeAsync(repository ?? _repository.Folder, from, to, limit, TestContext.Current.CancellationToken);

    private Task<Outcome<CommitInfo>> Resolve(string repository, string revision) =>
        Source.ResolveAsync(repository, revision, TestContext.Current.CancellationToken);
}
