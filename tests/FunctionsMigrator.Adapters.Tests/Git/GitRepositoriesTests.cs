using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class GitRepositoriesTests : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 30, 0, TimeSpan.FromHours(1));

    private readonly TestFolder _folder = new();

    [Fact]
    public void A_new_repository_has_one_commit_of_all_files_on_main()
    {
        _folder.Write("migrator.yaml", "1").Write("metadata/a.yaml", "2").Write(".gitignore", ".fm/\n").Write(".fm/store.db", "3");

        var commit = GitRepositories.Create(_folder.Path, "First", Ada, Monday).Value;

        using var repository = new Repository(_folder.Path);
        Assert.Equal("refs/heads/main", repository.Refs.Head.TargetIdentifier);
        Assert.Equal(commit.Sha, repository.Head.Tip.Sha);
        Assert.Equal([".gitignore", "metadata", "migrator.yaml"], repository.Head.Tip.Tree.Select(entry => entry.Name));
        Assert.Equal((Ada, Ada, Monday, "First\n"), (commit.Author, commit.Committer, commit.When, commit.Message));
        Assert.Empty(commit.Parents);
        Assert.False(repository.RetrieveStatus().IsDirty);
    }

    [Fact]
    public void The_same_files_make_the_same_commit()
    {
        using var other = new TestFolder();
        _folder.Write("a", "1");
        other.Write("a", "1");

        Assert.Equal(
            GitRepositories.Create(_folder.Path, "First", Ada, Monday).Value.Sha,
            GitRepositories.Create(other.Path, "First", Ada, Monday).Value.Sha);
    }

    [Fact]
    public void Line_endings_are_committed_as_gitattributes_says()
    {
        _folder.Write(".gitattributes", "* text=auto eol=lf\n").Write("a.sql", "one\r\ntwo\r\n").Write("b.bin", [0, 13, 10]);

        GitRepositories.Create(_folder.Path, "First", Ada, Monday);

        using var repository = new Repository(_folder.Path);
        Assert.Equal("one\ntwo\n", Content(repository, "a.sql"));
        Assert.Equal("\0\r\n", Content(repository, "b.bin"));
    }

    [Fact]
    public void A_folder_that_is_a_repository_is_left_alone()
    {
        _folder.Write("a", "1");
        GitRepositories.Create(_folder.Path, "First", Ada, Monday);

        Refusal.Of(GitRepositories.Create(_folder.Path, "Again", Ada, Monday), GitCodes.RepositoryExists);
    }

    [Fact]
    public void An_overlay_adds_edits_and_removes()
    {
        using var overlay = new TestFolder();
        _folder.Write("edited", "1").Write("kept", "1").Write("removed", "1");
        var first = GitRepositories.Create(_folder.Path, "First", Ada, Monday).Value;
        overlay.Write("edited", "2").Write("new/added", "1");

        var second = GitRepositories.CommitOverlay(_folder.Path, overlay.Path, "Second", Ada, Monday.AddHours(1), "removed").Value;

        using var repository = new Repository(_folder.Path);
        Assert.Equal([first.Sha], second.Parents);
        Assert.Equal(["edited", "kept", "new"], repository.Head.Tip.Tree.Select(entry => entry.Name));
        Assert.Equal("2", Content(repository, "edited"));
        Assert.Throws<ArgumentException>(() => GitRepositories.CommitOverlay(_folder.Path, overlay.Path, "Third", Ada, Monday, "../outside"));
    }

    [Fact]
    public void Nothing_to_commit_is_said_and_makes_no_commit()
    {
        _folder.Write("a", "1");
        var first = GitRepositories.Create(_folder.Path, "First", Ada, Monday).Value;

        Refusal.Of(GitRepositories.CommitAll(_folder.Path, "Again", Ada, Monday), GitCodes.NothingToCommit);

        using var repository = new Repository(_folder.Path);
        Assert.Equal(first.Sha, repository.Head.Tip.Sha);
    }

    [Fact]
    public void A_plain_folder_has_nowhere_to_commit_to()
    {
        Refusal.Of(GitRepositories.CommitAll(_folder.Path, "First", Ada, Monday), GitCodes.NotARepository);
    }

    public void Dispose() => _folder.Dispose();

    private static string Content(Repository repository, string path)
    {
        using var reader = new StreamReader(((Blob)repository.Head.Tip[path].Target).GetContentStream(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
