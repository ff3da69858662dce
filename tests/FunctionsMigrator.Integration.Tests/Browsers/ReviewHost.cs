using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Settings;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>What <c>fm serve</c> is, on a free port, over a repository whose first run waits for a release manager and a dba: <c>bo</c> and <c>kim</c> are both.</summary>
internal sealed class ReviewHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TestFolder _folder;
    private readonly LocalHost _host;
    private readonly Task _serving;

    private ReviewHost(TestFolder folder, LocalHost host, RunRecord run, Func<CancellationToken, Task> serve)
    {
        (_folder, _host, Run) = (folder, host, run);
        _serving = serve(_stop.Token);
    }

    public Uri Address { get; private set; } = null!;

    public RunRecord Run { get; }

    public string Review => $"{Address}runs/{Run.Id}/review";

    public ReviewLinks Links => new(_host.Services.Store.Records, RandomNumberGenerator.GetBytes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReviewHost> StartAsync(string message = "One-page checkout", IReadOnlyDictionary<string, string>? files = null)
    {
        var folder = new TestFolder();
        var all = new Dictionary<string, string>(SmallRepository.Files, StringComparer.Ordinal)
        {
            ["policies/production.yaml"] = SmallRepository.Policy("""
                approvals: { low: [ { role: release-manager }, { role: dba } ], medium: [ { role: release-manager }, { role: dba } ], high: [ { role: release-manager }, { role: dba } ], excludeAuthors: plan }
                """),
            ["people.yaml"] = """
                kind: People
                name: people
                people:
                  ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
                  bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
                  kim: { git: [kim@example.com], key: kim, roles: [release-manager, dba] }
                """,
        };
        foreach (var (path, text) in files ?? new Dictionary<string, string>())
        {
            all[path] = text;
        }

        foreach (var (path, text) in all)
        {
            folder.Write("repo/" + path, text);
        }

        Assert.True(GitRepositories.Create(folder["repo"], message, new GitIdentity("Ada", "ada@example.com"), TimeProvider.System.GetUtcNow()).Succeeded);
        var opened = await LocalHost.OpenAsync(new RepositoryFolder(folder["repo"]), new HostRequest(null, null, null, new Around(folder["repo"]), TimeProvider.System), Cancellation);
        var host = opened.Value;
        var started = await host.Migrator.StartAsync(new StartRequest("production"), host.Owner, Cancellation);
        await host.DriveAsync(started.Value.Run.Id, Cancellation);
        var run = (await host.Migrator.GetAsync(started.Value.Run.Id, Cancellation)).Value.Run;
        Assert.Equal(RunState.AwaitingApproval, run.State);
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var serve = new ServeHost(host, new ServeOptions(new Uri("http://127.0.0.1:0"), [], TimeSpan.FromMinutes(1), new HostOptions()), TimeProvider.System);
        var served = new ReviewHost(folder, host, run, stop => serve.RunAsync(listening.SetResult, stop));
        await await Task.WhenAny(listening.Task, served._serving);
        served.Address = new Uri(await listening.Task);
        return served;
    }

    /// <summary>A new key.</summary>
    public async Task<string> KeyAsync(string name = "bo") => (await _host.Keys.CreateAsync(name, [AccessRole.Approver], null, Cancellation)).Value.Secret;

    /// <summary>The address that a message would hold.</summary>
    public async Task<(string Address, string Token)> LinkAsync(string? person)
    {
        var token = await Links.CreateAsync(new ReviewLink(Run.Id, Run.Plan!.Digest, person, TimeProvider.System.GetUtcNow().AddHours(1)), Cancellation);
        return (ReviewLinks.Address(Address, token).ToString(), token);
    }

    /// <summary>What was asked of the run.</summary>
    public async Task<IReadOnlyList<RunCommand>> CommandsAsync() => (await _host.Migrator.GetAsync(Run.Id, Cancellation)).Value.Commands;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _serving;
        }
        catch (OperationCanceledException)
        {
            // Asked to.
        }

        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _stop.Dispose();
        _folder.Dispose();
    }

    private sealed class Around(string directory) : ISurroundings
    {
        public string Directory => directory;

        public string User => "owner";

        public IEnumerable<KeyValuePair<string, string?>> Variables => [];

        public string? Variable(string name) => null;
    }
}
