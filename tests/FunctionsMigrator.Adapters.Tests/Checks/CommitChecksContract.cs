using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Tests.Checks;

/// <summary>What every reader of check results keeps, over recorded answers of its provider.</summary>
public abstract class CommitChecksContract
{
    protected const string Commit = "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5";
    private const string Token = "t0ken-that-is-secret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Path of the repository's address.</summary>
    protected virtual string Repository => "/example/shop.git";

    /// <summary>Path, with query, of the first page.</summary>
    protected abstract string FirstPage { get; }

    /// <summary>Makes the reader.</summary>
    protected abstract ICommitChecks Make(Uri repository, Func<CancellationToken, Task<Outcome<string>>>? token);

    /// <summary>The provider's words for pending, success and failures.</summary>
    protected abstract IReadOnlyList<(string Word, CheckState State)> Words { get; }

    /// <summary>The header that carries the token, and its value.</summary>
    protected abstract (string Name, string Value) Proof(string token);

    /// <summary>A page of results; the answers to other pages have none.</summary>
    protected abstract (string Body, (string Name, string Value)[] Headers) Page(IReadOnlyList<(string Name, string Word)> results, bool more);

    [Fact]
    public async Task Each_word_of_the_provider_is_pending_success_or_failure()
    {
        await using var provider = await RecordedProvider.StartAsync();
        provider.Answer = path => Ok(path == FirstPage ? Page([.. Words.Select(word => ("ci/" + word.Word, word.Word))], more: false) : Page([], more: false));

        var results = (await ReadAsync(provider)).Value;

        Assert.Equal(Words.Select(word => ("ci/" + word.Word, word.State)), results.Select(result => (result.Name, result.State)));
        Assert.All(results, result => Assert.Equal(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero), result.At));
    }

    [Fact]
    public async Task A_commit_without_results_has_none()
    {
        await using var provider = await RecordedProvider.StartAsync();
        provider.Answer = _ => Ok(Page([], more: false));

        Assert.Empty((await ReadAsync(provider)).Value);
    }

    [Fact]
    public async Task Results_are_read_from_every_page()
    {
        await using var provider = await RecordedProvider.StartAsync();
        var success = Words.First(word => word.State is CheckState.Success).Word;
        var all = Enumerable.Range(0, 100).Select(number => ($"ci/{number}", success)).ToList();
        provider.Answer = path => Ok(path == FirstPage ? Page(all, more: true) : path.Contains(Next, StringComparison.Ordinal) && path.Split('?')[0] == FirstPage.Split('?')[0] ? Page([("ci/last", success)], more: false) : Page([], more: false));

        var results = (await ReadAsync(provider)).Value;

        Assert.Equal((101, "ci/last"), (results.Count, results[^1].Name));
    }

    /// <summary>What the query of a second page contains.</summary>
    protected virtual string Next => "page=2";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_answer_that_is_none_says_why_and_nothing_of_the_token(int status)
    {
        await using var provider = await RecordedProvider.StartAsync();
        provider.Answer = _ => (status, $$"""{"message":"{{Token}}"}""", [("Retry-After", "17")]);

        var read = await ReadAsync(provider);

        Assert.Equal("CHK005", Assert.Single(read.Findings).Code);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), read.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(status == 429, read.Findings[0].Message.Contains("17 s", StringComparison.Ordinal));
        Assert.DoesNotContain(Token, read.Findings[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_that_the_token_goes_nowhere_else()
    {
        await using var provider = await RecordedProvider.StartAsync();
        await using var elsewhere = await RecordedProvider.StartAsync();
        provider.Answer = _ => (302, "", [("Location", elsewhere.Url + "x")]);

        Assert.Equal("CHK005", Assert.Single((await ReadAsync(provider)).Findings).Code);
        Assert.Empty(elsewhere.Asked);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"check_runs":[{}],"statuses":[{}],"value":[{}]}""")]
    public async Task An_answer_of_another_shape_is_no_answer(string body)
    {
        await using var provider = await RecordedProvider.StartAsync();
        provider.Answer = _ => (200, body, []);

        Assert.Equal("CHK005", Assert.Single((await ReadAsync(provider)).Findings).Code);
    }

    [Fact]
    public async Task The_token_goes_where_the_provider_wants_it_and_not_at_all_where_there_is_none()
    {
        await using var provider = await RecordedProvider.StartAsync();
        provider.Answer = _ => Ok(Page([], more: false));

        await ReadAsync(provider);
        var (name, value) = Proof(Token);
        Assert.All(provider.Asked, asked => Assert.Equal(value, asked.Headers[name]));
        var before = provider.Asked.Count;
        await Make(new Uri(provider.Url, Repository), null).ReadAsync(Commit, Cancellation);

        Assert.All(provider.Asked.Skip(before), asked => Assert.False(asked.Headers.ContainsKey(name)));
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_no_answer()
    {
        Uri gone;
        await using (var provider = await RecordedProvider.StartAsync())
        {
            gone = provider.Url;
        }

        Assert.Equal("CHK005", Assert.Single((await Make(new Uri(gone, Repository), null).ReadAsync(Commit, Cancellation)).Findings).Code);
    }

    private Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(RecordedProvider provider) =>
        Make(new Uri(provider.Url, Repository), _ => Task.FromResult(Outcome.Of(Token))).ReadAsync(Commit, Cancellation);

    private static (int, string, (string, string)[]) Ok((string Body, (string Name, string Value)[] Headers) page) => (200, page.Body, page.Headers);
}
