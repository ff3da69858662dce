using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class HttpsTests : IDisposable
{
    private const string Password = "pass/word hunter2";

    private readonly TestRepository _repository = new();
    private readonly TestFolder _cache = new();

    [Fact]
    public async Task A_repository_on_an_https_server_is_read()
    {
        var first = _repository.Write("a", "1").Commit();
        await using var server = await GitServer.StartAsync(_repository.Folder);

        Assert.Equal(first, (await Resolve(server)).Value.Sha);

        var second = _repository.Write("a", "2").Commit();
        Assert.Equal(second, (await Resolve(server)).Value.Sha);
        Assert.Equal(second, (await Resolve(server, "HEAD")).Value.Sha);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_refused()
    {
        _repository.Write("a", "1").Commit();
        await using var server = await GitServer.StartAsync(_repository.Folder);
        await using var other = await GitServer.StartAsync(_repository.Folder);

        var nobody = Refusal.Of(await Resolve(server.Url, new GitSourceOptions()), GitCodes.Unreachable);
        var another = Refusal.Of(await Resolve(server.Url, new GitSourceOptions { Authorities = { other.Certificate } }), GitCodes.Unreachable);

        Assert.All([nobody, another], finding => Assert.Contains("certificate", finding.Message, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_refused()
    {
        _repository.Write("a", "1").Commit();
        await using var server = await GitServer.StartAsync(_repository.Folder);
        var elsewhere = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        Refusal.Of(await Resolve(elsewhere, new GitSourceOptions { Authorities = { server.Certificate } }), GitCodes.Unreachable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_asks_who_we_are_is_told(bool inAddress)
    {
        var commit = _repository.Write("a", "1").Commit();
        await using var server = await GitServer.StartAsync(_repository.Folder, AskFor(GitServer.Basic("ada", Password)));
        List<Uri> asked = [];
        var options = new GitSourceOptions
        {
            Authorities = { server.Certificate },
            Credentials = inAddress ? null : url =>
            {
                asked.Add(url);
                return new GitCredential("ada", Password);
            },
        };
        var url = inAddress ? server.Url.Replace("://", $"://ada:{Uri.EscapeDataString(Password)}@", StringComparison.Ordinal) : server.Url;

        Assert.Equal(commit, (await Resolve(url, options)).Value.Sha);

        Assert.All(asked, uri => Assert.Equal(server.Url, uri.AbsoluteUri));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_cache.Path, "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_wants_to_know_more_than_we_have_denies_access()
    {
        _repository.Write("a", "1").Commit();
        await using var server = await GitServer.StartAsync(_repository.Folder, AskFor(GitServer.Basic("ada", Password)));

        Refusal.Of(await Resolve(server), GitCodes.AccessDenied);
        var wrong = new GitSourceOptions { Authorities = { server.Certificate }, Credentials = _ => new GitCredential("ada", "wrong-hunter2") };
        var finding = Refusal.Of(await Resolve(server.Url, wrong), GitCodes.AccessDenied);

        Assert.DoesNotContain("hunter2", finding.ToString(), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 2, 4);
    }

    [Theory]
    [InlineData(403, "GIT007")]
    [InlineData(404, "GIT001")]
    [InlineData(500, "GIT008")]
    public async Task A_refusal_of_the_server_says_what_it_means(int status, string code)
    {
        await using var server = await GitServer.StartAsync(_repository.Folder, _ => status);

        var outcome = await Resolve(server);

        Assert.Equal(code, Assert.Single(outcome.Findings).Code);
    }

    [Fact]
    public async Task Credentials_are_never_shown_to_a_server_that_the_configured_one_redirects_to()
    {
        _repository.Write("a", "1").Commit();
        await using var thief = await GitServer.StartAsync(_repository.Folder, AskFor("nothing is right"));
        await using var server = await GitServer.StartAsync(_repository.Folder, context =>
        {
            context.Response.Headers.Location = thief.Url + context.Request.Path.Value!["/shop.git".Length..] + context.Request.QueryString;
            return StatusCodes.Status302Found;
        });
        var options = new GitSourceOptions { Authorities = { server.Certificate, thief.Certificate }, Credentials = _ => new GitCredential("ada", Password) };

        Refusal.Of(await Resolve(server.Url, options), GitCodes.AccessDenied);

        Assert.NotEmpty(thief.Requests);
        Assert.All(thief.Requests, request => Assert.DoesNotContain("Basic", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        var server = await GitServer.StartAsync(_repository.Folder);
        var url = server.Url;
        await server.DisposeAsync();

        Refusal.Of(await Resolve(url, new GitSourceOptions()), GitCodes.Unreachable);
    }

    [Fact]
    public async Task A_server_that_keeps_silent_can_be_given_up()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var server = await GitServer.StartAsync(_repository.Folder, _ =>
        {
            asked.SetResult();
            release.Wait();
            return 500;
        });
        using var cancel = new CancellationTokenSource();

        var resolving = new LibGit2Source(_cache.Path, new GitSourceOptions { Authorities = { server.Certificate } }).ResolveAsync(server.Url, "main", cancel.Token);
        await asked.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
        release.Set();
    }

    [Fact]
    public void A_credential_does_not_print_its_password()
    {
        Assert.DoesNotContain("hunter2", new GitCredential("ada", Password).ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _cache.Dispose();
    }

    private static Func<HttpContext, int?> AskFor(string authorization) => context =>
    {
        if (context.Request.Headers.Authorization == authorization)
        {
            return null;
        }

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
        return StatusCodes.Status401Unauthorized;
    };

    private Task<Outcome<CommitInfo>> Resolve(GitServer server, string revision = "main") =>
        Resolve(server.Url, new GitSourceOptions { Authorities = { server.Certificate } }, revision);

    private Task<Outcome<CommitInfo>> Resolve(string url, GitSourceOptions options, string revision = "main") =>
        new LibGit2Source(_cache.Path, options).ResolveAsync(url, revision, TestContext.Current.CancellationToken);
}
