using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Functions.Hosting;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>The app reads one repository, and tells its token to nobody else.</summary>
public sealed class AppRepositoryTests
{
    private const string Own = "https://git.example.com/shop.git";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://git.example.com/other.git")]
    [InlineData("https://evil.example.com/shop.git")]
    [InlineData("file:///etc")]
    [InlineData("http://169.254.169.254/metadata")]
    public async Task Another_repository_is_refused_before_anybody_connects(string other)
    {
        var git = new Recorded();
        var repository = new AppRepository(git, Own, Token("t0ken", out var reads));

        var resolved = await repository.ResolveAsync(other, "main", Cancellation);
        var opened = await repository.OpenTreeAsync(other, "a", new SourceLimits(), Cancellation);
        var range = await repository.RangeAsync(other, null, "a", 1, Cancellation);

        Assert.All(new[] { resolved.Findings[0], opened.Findings[0], range.Findings[0] }, finding => Assert.Equal("APP006", finding.Code));
        Assert.Empty(git.Asked);
        Assert.Equal(0, reads());
    }

    [Theory]
    [InlineData(Own)]
    [InlineData("/home/ada/shop")]
    [InlineData("C:\\shop")]
    public async Task Its_own_and_clones_on_other_machines_are_read_from_its_own(string named)
    {
        var git = new Recorded();

        await new AppRepository(git, Own, null).ResolveAsync(named, "main", Cancellation);

        Assert.Equal([$"{Own} main"], git.Asked);
    }

    [Theory]
    [InlineData("https://git.example.com/shop.git", true)]
    [InlineData("https://git.example.com/other.git", false)]
    [InlineData("https://evil.example.com/shop.git", false)]
    [InlineData("http://git.example.com/shop.git", false)]
    public async Task The_token_is_told_to_the_repository_alone(string address, bool told)
    {
        var token = Token("t0ken", out _);
        await token.RefreshAsync(Cancellation);

        Assert.Equal(told ? new GitCredential("git", "t0ken") : null, token.For(new Uri(address)));
    }

    [Fact]
    public async Task The_token_is_read_again_before_every_use_since_tokens_change()
    {
        var repository = new AppRepository(new Recorded(), Own, Token("t0ken", out var reads));

        await repository.ResolveAsync(Own, "main", Cancellation);
        await repository.ResolveAsync(Own, "main", Cancellation);

        Assert.Equal(2, reads());
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_the_finding_and_nobody_connects_without_it()
    {
        var git = new Recorded();
        var token = new RepositoryToken(Own, "git", _ => Task.FromResult(TargetCodes.SecretMissing.Fail<string>("There is no secret 'shop-git-token'.")));

        var resolved = await new AppRepository(git, Own, token).ResolveAsync(Own, "main", Cancellation);

        Assert.Equal("TGT040", resolved.Findings[0].Code);
        Assert.Empty(git.Asked);
    }

    private static RepositoryToken Token(string value, out Func<int> reads)
    {
        var count = 0;
        reads = () => count;
        return new RepositoryToken(Own, "git", _ =>
        {
            count++;
            return Task.FromResult(Outcome.Of(value));
        });
    }

    private sealed class Recorded : IGitSource
    {
        public List<string> Asked { get; } = [];

        public Task<Outcome<CommitInfo>> ResolveAsync(string repository, string revision, CancellationToken cancellation) => Say<CommitInfo>($"{repository} {revision}");

        public Task<Outcome<ISourceTree>> OpenTreeAsync(string repository, string commit, SourceLimits limits, CancellationToken cancellation) => Say<ISourceTree>($"{repository} {commit}");

        public Task<Outcome<IReadOnlyList<CommitInfo>>> RangeAsync(string repository, string? from, string to, int limit, CancellationToken cancellation) =>
            Say<IReadOnlyList<CommitInfo>>($"{repository} {to}");

        public Task<Outcome<RawCommit>> ReadCommitAsync(string repository, string sha, CancellationToken cancellation) => Say<RawCommit>($"{repository} {sha}");

        private Task<Outcome<T>> Say<T>(string asked)
        {
            Asked.Add(asked);
            return Task.FromResult(GitCodes.Unreachable.Fail<T>("nobody is there"));
        }
    }
}
