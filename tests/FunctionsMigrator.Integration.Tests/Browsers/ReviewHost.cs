using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Drift;
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

    /// <summary>The store behind the server.</summary>
    public IStore Store => _host.Services.Store;

    /// <summary>Everything that the server is made of.</summary>
    public MigratorServices Services => _host.Services;

    /// <summary>A new key with roles.</summary>
    public async Task<string> KeyAsync(string name, params AccessRole[] roles) => (await _host.Keys.CreateAsync(name, roles, null, Cancellation)).Value.Secret;

    /// <summary>Both approve, and the run goes to its end.</summary>
    public async Task ApproveAsync()
    {
        foreach (var name in new[] { "bo", "kim" })
        {
            var caller = new Caller(name, new HashSet<AccessRole> { AccessRole.Approver }, "api-key");
            Assert.True((await _host.Migrator.CommandAsync(Run.Id, new CommandRequest(CommandKind.Approve, Run.Plan!.Digest.Hex), caller, Cancellation)).Succeeded);
            await _host.DriveAsync(Run.Id, Cancellation);
        }

        // The server drives it too: whichever comes later sees the end.
        while (!(await _host.Migrator.GetAsync(Run.Id, Cancellation)).Value.Run.State.IsFinal())
        {
            await _host.DriveAsync(Run.Id, Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>Stores one more run, like the one that waits, with targets of that many regions.</summary>
    public async Task<string> AddRunAsync(string id, Func<RunRecord, RunRecord> change, int targets = 0, Func<int, (int Wave, TargetProgress Progress)>? stands = null)
    {
        var states = new TargetStates(Store.Records);
        for (var place = 0; place < targets; place++)
        {
            var (wave, progress) = stands!(place);
            await states.SetAsync(id, new TargetState(new TargetAddress("production", $"region-{place:D4}", "orders-db"), progress, wave, 100, progress is TargetProgress.Applied ? 100 : 40, progress is TargetProgress.Failed ? "the server said no" : null), Cancellation);
        }

        Assert.True(await new RunStore(Store.Records, TimeProvider.System).TryCreateAsync(change(Run with { Id = id, Plan = null, Findings = null, StillNeeded = [], Until = null }), Cancellation));
        return id;
    }

    /// <summary>Somebody changes two settings by hand, past git.</summary>
    public void Drift()
    {
        foreach (var region in new[] { "west", "north" })
        {
            var file = _folder[$"repo/data/{region}/config/settings.json"];
            File.WriteAllText(file, File.ReadAllText(file).Replace("30", "\"<b>31</b>\"", StringComparison.Ordinal));
        }
    }

    /// <summary>One of the items that drifted is kept for a day.</summary>
    public async Task KeepAsync(string reason)
    {
        var item = await _host.Migrator.ListDriftedItemsAsync(new DriftFilter("production"), Cancellation).FirstAsync(Cancellation);
        var kept = await _host.Migrator.KeepDriftAsync(new KeepRequest("production", [item.Id], reason, TimeProvider.System.GetUtcNow().AddDays(1)), _host.Owner, Cancellation);
        Assert.True(kept.Succeeded, string.Join('\n', kept.Findings));
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
