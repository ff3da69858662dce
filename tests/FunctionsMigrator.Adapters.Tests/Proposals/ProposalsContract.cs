using FunctionsMigrator.Adapters.Proposals;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

/// <summary>What everybody who offers changes for review keeps, over a server that answers as the provider does.</summary>
public abstract class ProposalsContract
{
    protected const string Token = "t0ken-that-is-secret";
    private const string Branch = "drift/x y";

    private static readonly Proposal Made = new(
        Branch, ProviderDouble.Parent, "Take over what drifted", "settings app/pageSize\nGröße", new GitIdentity("Ada", "ada@example.com"), new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero),
        [new("metadata/b.yaml", null), new("metadata/a.yaml", "a: 1\n"u8.ToArray()), new("metadata/größe/c.yaml", "c: ü\n"u8.ToArray(), IsNew: true)]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Path of the repository's address.</summary>
    protected virtual string Repository => "/example/shop.git";

    /// <summary>The header that carries the token, and its value.</summary>
    protected abstract (string Name, string Value) Proof { get; }

    /// <summary>Whether the interface takes the instant of a commit, or only its author.</summary>
    protected virtual bool TakesInstant => true;

    /// <summary>How many questions it takes.</summary>
    protected abstract int Questions { get; }

    /// <summary>The code of a branch that stands.</summary>
    protected abstract string Stands { get; }

    /// <summary>Makes the provider.</summary>
    internal abstract ProviderDouble Provider();

    /// <summary>Makes what is tested.</summary>
    protected abstract IProposals Make(Uri repository, string token, TimeProvider time);

    [Fact]
    public async Task A_branch_with_the_commit_and_a_request_towards_the_default_branch_are_made()
    {
        await using var provider = await StartAsync();

        var opened = (await OpenAsync(provider)).Value;

        Assert.False(opened.Already);
        Assert.EndsWith("/7", opened.Address.ToString(), StringComparison.Ordinal);
        var branch = provider.Branches[Branch];
        Assert.Equal((ProviderDouble.Parent, "Take over what drifted\n\nsettings app/pageSize\nGröße"), (branch.Parent, branch.Message));
        Assert.Equal(TakesInstant ? "Ada <ada@example.com> 2026-11-23T09:30:15Z" : "Ada <ada@example.com>", branch.Author);
        Assert.Equal([("metadata/a.yaml", "a: 1\n"), ("metadata/b.yaml", null), ("metadata/größe/c.yaml", "c: ü\n")], branch.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value)));
        Assert.Equal(new MadeRequest(Branch, "trunk", "Take over what drifted", "settings app/pageSize\nGröße"), Assert.Single(provider.Requests));
        Assert.Equal(Questions, provider.Asked.Count);
    }

    [Fact]
    public async Task Every_question_carries_the_token_where_the_provider_wants_it_and_no_address_does()
    {
        await using var provider = await StartAsync();

        await OpenAsync(provider);

        Assert.All(provider.Asked, asked =>
        {
            Assert.Equal(Proof.Value, asked.Headers[Proof.Name]);
            Assert.DoesNotContain(Token, asked.Asked, StringComparison.Ordinal);
            Assert.Single(asked.Headers, header => header.Key is "Authorization" or "PRIVATE-TOKEN");
        });
    }

    [Fact]
    public async Task A_request_of_the_branch_that_is_open_is_named_and_nothing_is_written()
    {
        await using var provider = await StartAsync();
        provider.Requests.Add(new MadeRequest(Branch, "trunk", "Another", ""));

        var opened = (await OpenAsync(provider)).Value;

        Assert.True(opened.Already);
        Assert.EndsWith("/7", opened.Address.ToString(), StringComparison.Ordinal);
        Assert.Empty(provider.Branches);
        Assert.Single(provider.Requests);
        Assert.All(provider.Asked, asked => Assert.StartsWith("GET ", asked.Asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_of_another_branch_is_none_of_this_one()
    {
        await using var provider = await StartAsync();
        provider.Requests.Add(new MadeRequest("drift/x", "trunk", "Another", ""));

        Assert.False((await OpenAsync(provider)).Value.Already);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_is_found_and_not_opened_twice()
    {
        await using var provider = await StartAsync();
        provider.LosesAnswer = true;

        var opened = (await OpenAsync(provider)).Value;

        Assert.False(opened.Already);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_branch_that_stands_is_told_and_left_as_it_is()
    {
        await using var provider = await StartAsync();
        var theirs = new MadeBranch("b", "theirs", "them", new Dictionary<string, string?>());
        provider.Branches[Branch] = theirs;

        var finding = Assert.Single((await OpenAsync(provider)).Findings);

        Assert.Equal(Stands, finding.Code);
        Assert.Contains(Branch, finding.Message, StringComparison.Ordinal);
        Assert.Contains("another `--branch`", finding.Remedy, StringComparison.Ordinal);
        Assert.Same(theirs, provider.Branches[Branch]);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(401, null, "DRF012", "does not take the token (401)")]
    [InlineData(403, null, "DRF012", "does not take the token (403)")]
    [InlineData(203, null, "DRF012", "does not take the token (203)")]
    [InlineData(404, null, "DRF013", "knows no such repository or commit")]
    [InlineData(409, null, "DRF014", "(409)")]
    [InlineData(400, null, "DRF015", "(400)")]
    [InlineData(422, null, "DRF015", "(422)")]
    [InlineData(429, "Retry-After: 17", "DRF016", "asked too often (429); again in 17 s")]
    [InlineData(403, "Retry-After: 60", "DRF016", "asked too often (403); again in 60 s")]
    [InlineData(403, "X-RateLimit-Remaining: 0", "DRF016", "asked too often (403)")]
    [InlineData(500, null, "DRF007", "answered 500")]
    [InlineData(503, null, "DRF007", "answered 503")]
    public async Task Whatever_it_answers_instead_is_told_with_its_code_at_every_question_and_nothing_of_the_token(int status, string? header, string code, string said)
    {
        for (var question = 1; question <= Questions; question++)
        {
            await using var provider = await StartAsync();
            var at = question;
            provider.Instead = (number, asked) => number == at || (number > at && provider.Opens(provider.Asked[at - 1].Asked)) ? (status, $$"""{"message":"{{Token}} {{asked}}"}""", header) : null;

            var finding = Assert.Single((await OpenAsync(provider)).Findings);

            Assert.Equal((code, Severity.Error), (finding.Code, finding.Severity));
            Assert.Contains(said, finding.Message, StringComparison.Ordinal);
            Assert.Contains("127.0.0.1 did not ", finding.Message, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Remedy);
            Assert.DoesNotContain(Token, finding.ToString(), StringComparison.Ordinal);
            Assert.Equal(provider.Opens(provider.Asked[at - 1].Asked), finding.Message.Contains($"branch {Branch}, which stands,", StringComparison.Ordinal) && finding.Message.Contains("open the", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("1")]
    [InlineData("[1]")]
    [InlineData("""{"value":[{}],"values":[{}],"mainbranch":{}}""")]
    public async Task An_answer_of_another_shape_is_no_answer(string body)
    {
        await using var provider = await StartAsync();
        provider.Instead = (_, _) => (200, body, null);

        var finding = Assert.Single((await OpenAsync(provider)).Findings);

        Assert.Equal("DRF007", finding.Code);
        Assert.Contains("not what this interface answers", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var provider = await StartAsync();
        provider.Instead = (_, _) => (200, new string(' ', (4 << 20) + 1), null);

        Assert.Contains("larger than 4 MiB", Assert.Single((await OpenAsync(provider)).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_that_the_token_goes_nowhere_else()
    {
        await using var provider = await StartAsync();
        await using var elsewhere = await StartAsync();
        provider.Instead = (_, _) => (302, "", $"Location: {elsewhere.Url}");

        Assert.Contains("redirects (302)", Assert.Single((await OpenAsync(provider)).Findings).Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_waited_for_thirty_seconds()
    {
        await using var provider = await StartAsync();
        var time = new FakeTimeProvider();
        provider.Hangs = () => time.Advance(TimeSpan.FromSeconds(30));

        var finding = Assert.Single((await OpenAsync(provider, time)).Findings);

        Assert.Equal("DRF007", finding.Code);
        Assert.Contains("did not answer within 30 seconds", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_waiting_is_not_told_of_a_failure()
    {
        await using var provider = await StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        provider.Hangs = stop.Cancel;
        using var proposals = Make(new Uri(provider.Url, Repository), Token, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => proposals.OpenAsync(Made, stop.Token));
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_told()
    {
        Uri gone;
        await using (var provider = await StartAsync())
        {
            gone = provider.Url;
        }

        using var proposals = Make(new Uri(gone, Repository), Token, TimeProvider.System);

        Assert.Contains("cannot be reached", Assert.Single((await proposals.OpenAsync(Made, Cancellation)).Findings).Message, StringComparison.Ordinal);
    }

    private async Task<ProviderDouble> StartAsync()
    {
        var provider = Provider();
        await provider.StartAsync();
        return provider;
    }

    private async Task<Outcome<OpenedProposal>> OpenAsync(ProviderDouble provider, TimeProvider? time = null)
    {
        using var proposals = Make(new Uri(provider.Url, Repository), Token, time ?? TimeProvider.System);
        return await proposals.OpenAsync(Made, Cancellation);
    }
}
