using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class ResolveTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TestFolder _cache = new();

    private static Signature Ada => new("Ada", "ada@example.com", new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("refs/heads/main")]
    [InlineData("light")]
    [InlineData("annotated")]
    [InlineData("tag-of-a-tag")]
    [InlineData("refs/tags/annotated")]
    [InlineData("feature/x")]
    [InlineData("later~1")]
    [InlineData("later^")]
    [InlineData("later^1^0")]
    [InlineData("even-later~1^")]
    public async Task A_name_leads_to_its_commit(string revision)
    {
        var commit = _repository.Write("migrator.yaml", "kind: Repository\n").Commit();
        _repository.With(repository =>
        {
            repository.ApplyTag("light");
            var tag = repository.ApplyTag("annotated", Ada, "one");
            repository.Tags.Add("tag-of-a-tag", tag.Annotation, Ada, "two", allowOverwrite: false);
            repository.CreateBranch("feature/x");
            return 0;
        });
        var later = _repository.Write("a", "1").Commit();
        var evenLater = _repository.Write("a", "2").Commit();
        _repository.With(repository =>
        {
            repository.CreateBranch("later", later);
            repository.CreateBranch("even-later", evenLater);
            repository.Reset(ResetMode.Hard, commit);
            return 0;
        });

        Assert.Equal(commit, (await Resolve(revision)).Value.Sha);
    }

    [Fact]
    public async Task A_SHA_and_its_first_digits_lead_to_the_commit_in_either_case()
    {
        var commit = _repository.Write("a", "1").Commit();

        Assert.Equal(commit, (await Resolve(commit)).Value.Sha);
        Assert.Equal(commit, (await Resolve(commit[..10])).Value.Sha);
        Assert.Equal(commit, (await Resolve(commit[..10].ToUpperInvariant())).Value.Sha);
    }

    [Fact]
    public async Task The_digits_of_an_annotated_tag_lead_to_its_commit()
    {
        var commit = _repository.Write("a", "1").Commit();
        var tag = _repository.With(repository => repository.ApplyTag("v1", Ada, "one").Annotation.Sha);

        Assert.Equal(commit, (await Resolve(tag)).Value.Sha);
        Assert.Equal(commit, (await Resolve(tag[..10])).Value.Sha);
    }

    [Fact]
    public async Task A_commit_tells_people_time_message_and_parents()
    {
        var first = _repository.Write("a", "1").Commit();
        const string Message = "Second\n\nBody.\n\nCo-authored-by: Bo <bo@example.com>\nco-authored-by:  Cy Young  <cy@example.com>\n";
        var second = _repository.With(repository =>
        {
            File.WriteAllText(Path.Combine(_repository.Folder, "a"), "2");
            Commands.Stage(repository, "*");
            var bot = new Signature("GitHub", "noreply@github.com", new DateTimeOffset(2026, 11, 3, 10, 0, 0, TimeSpan.FromHours(1)));
            return repository.Commit(Message, Ada, bot).Sha;
        });

        var commit = (await Resolve("HEAD")).Value;

        Assert.Equal(second, commit.Sha);
        Assert.Equal(new GitIdentity("Ada", "ada@example.com"), commit.Author);
        Assert.Equal(new GitIdentity("GitHub", "noreply@github.com"), commit.Committer);
        Assert.Equal([new GitIdentity("Bo", "bo@example.com"), new GitIdentity("Cy Young", "cy@example.com")], commit.CoAuthors);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 10, 0, 0, TimeSpan.FromHours(1)), commit.When);
        Assert.Equal(Message, commit.Message);
        Assert.Equal([first], commit.Parents);
        Assert.Empty(commit.ChangedPaths);
    }

    [Theory]
    [InlineData("Co-authored-by: Bo", "Bo", "")]
    [InlineData("Co-authored-by: <bo@example.com>", "", "bo@example.com")]
    [InlineData("CO-AUTHORED-BY: Bo <bo@example.com>\r", "Bo", "bo@example.com")]
    [InlineData("  Co-authored-by: Bo <bo@example.com>\n\nMore text behind the trailers.", "Bo", "bo@example.com")]
    public async Task A_coauthor_written_carelessly_is_still_one(string line, string name, string email)
    {
        _repository.Write("a", "1").Commit("Title\n\n" + line + "\n");

        Assert.Equal([new GitIdentity(name, email)], (await Resolve("HEAD")).Value.CoAuthors);
    }

    [Fact]
    public async Task A_name_that_a_branch_and_a_tag_share_is_refused_unless_they_agree()
    {
        _repository.Write("a", "1").Commit();
        _repository.With(repository => repository.ApplyTag("main"));
        Assert.True((await Resolve("main")).Succeeded);

        var second = _repository.Write("a", "2").Commit();

        var finding = Refusal.Of(await Resolve("main"), GitCodes.AmbiguousRevision);
        Assert.Contains("refs/heads/main and refs/tags/main", finding.Message, StringComparison.Ordinal);
        Assert.Equal(second, (await Resolve("refs/heads/main")).Value.Sha);
    }

    [Fact]
    public async Task A_branch_named_like_the_digits_of_a_SHA_goes_before_them()
    {
        var first = _repository.Write("a", "1").Commit();
        var second = _repository.Write("a", "2").Commit();
        _repository.With(repository => repository.CreateBranch(second[..7], first));

        Assert.Equal(first, (await Resolve(second[..7])).Value.Sha);
    }

    [Fact]
    public async Task Too_few_digits_of_a_SHA_are_refused()
    {
        _repository.Write("a", "1").Commit();
        var digits = FirstSharedDigits();

        var finding = Refusal.Of(await Resolve(digits), GitCodes.AmbiguousRevision);

        Assert.Contains(digits, finding.Message, StringComparison.Ordinal);
        Assert.Equal("Give more digits.", finding.Remedy);
    }

    [Theory]
    [InlineData("mian", "main")]
    [InlineData("MAIN", "main")]
    [InlineData("release", "origin/release")]
    [InlineData("v1.0.1", "v1.0.0")]
    public async Task An_unknown_name_leads_to_the_one_that_was_meant(string typed, string meant)
    {
        var commit = _repository.Write("a", "1").Commit();
        _repository.With(repository => repository.Refs.Add("refs/remotes/origin/release", new ObjectId(commit)));
        _repository.With(repository => repository.ApplyTag("v1.0.0"));

        Assert.Equal($"Did you mean '{meant}'?", Refusal.Of(await Resolve(typed), GitCodes.NoSuchRevision).Remedy);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("0123456")]
    [InlineData("nowhere-near")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData("HEAD~1")]
    [InlineData("HEAD^2")]
    [InlineData("HEAD^{tree}")]
    [InlineData("main@{1}")]
    [InlineData("--help")]
    public async Task What_does_not_exist_is_a_finding(string revision)
    {
        _repository.Write("a", "1").Commit();

        Refusal.Of(await Resolve(revision), GitCodes.NoSuchRevision);
    }

    [Fact]
    public async Task A_name_of_a_file_is_no_commit()
    {
        _repository.Write("a", "1").Commit();
        var blob = _repository.With(repository => repository.Head.Tip["a"].Target);
        _repository.With(repository => repository.Tags.Add("file", blob, Ada, "a file", allowOverwrite: false));

        Assert.Contains("names a blob", Refusal.Of(await Resolve("file"), GitCodes.NotACommit).Message, StringComparison.Ordinal);
        Refusal.Of(await Resolve(blob.Sha), GitCodes.NotACommit);
    }

    [Fact]
    public async Task A_repository_without_a_commit_says_so()
    {
        Repository.Init(_repository.Folder);

        Refusal.Of(await Resolve("HEAD"), GitCodes.NoCommit);
    }

    [Fact]
    public async Task A_bare_repository_and_a_linked_work_tree_are_read_like_any()
    {
        var commit = _repository.Write("a", "1").Commit();
        using var other = new TestFolder();
        _repository.Git("clone", "-q", "--bare", ".", other["bare.git"]);
        _repository.Git("worktree", "add", "-q", other["linked"], "-b", "linked");

        Assert.Equal(commit, (await Resolve("main", other["bare.git"])).Value.Sha);
        Assert.Equal(commit, (await Resolve("linked", other["linked"])).Value.Sha);
    }

    // Among a few hundred objects two share their first four digits; fixed contents make them the same every time.
    private string FirstSharedDigits() => _repository.With(repository =>
    {
        HashSet<string> seen = [];
        for (var i = 0; ; i++)
        {
            using var content = new MemoryStream(BitConverter.GetBytes(i));
            var digits = repository.ObjectDatabase.CreateBlob(content).Sha[..4];
            if (!seen.Add(digits))
            {
                return digits;
            }
        }
    });

    private Task<Outcome<CommitInfo>> Resolve(string revision, string? repository = null) =>
        new LibGit2Source(_cache.Path).ResolveAsync(repository ?? _repository.Folder, revision, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _repository.Dispose();
        _cache.Dispose();
    }
}
