using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Signing;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>A scenario whose commits the real git and ssh-keygen sign. Ada's key is in the record of signers.</summary>
internal sealed class SignedWorld : IAsyncDisposable
{
    private SignedWorld(string policy)
    {
        World = Scenario.Begin(SmallRepository.Files).Write("policies/production.yaml", SmallRepository.Policy(policy));
        Git = new SigningGit(World.Root);
        Ada = Git.Key("ada");
    }

    public static Caller Root { get; } = Scenario.Key("root", AccessRole.Admin, AccessRole.Operator);

    public Scenario World { get; }

    public SigningGit Git { get; }

    public string Ada { get; }

    /// <summary>A repository whose first commit nobody signed, and whose policy asks for signatures.</summary>
    public static async Task<SignedWorld> BeginAsync(string policy = "commits: { signed: required }")
    {
        var world = new SignedWorld(policy);
        await world.AddAsync("ada", world.Ada);
        world.Git.Commit("Begin", null, world.World.Time.GetUtcNow());
        return world;
    }

    /// <summary>The same, after a first run that an admin let trust the first commit.</summary>
    public static async Task<SignedWorld> BeginCompletedAsync(string policy = "commits: { signed: required }")
    {
        var world = await BeginAsync(policy);
        Assert.Equal(RunState.Completed, (await world.RunAsync(trustFrom: "HEAD")).State);
        return world;
    }

    public async Task<SignerSet> AddAsync(string name, string key, string principals = "ada@example.com", string options = "", string[]? groups = null, bool platform = false) =>
        (await World.Migrator.AddSignerAsync(new AddSigner(name, $"{principals} {options} {Git.Public(key)}", Groups: groups, Platform: platform), Root, CancellationToken.None)).Value;

    public async Task RevokeAsync(string signer) =>
        Assert.True((await World.Migrator.RevokeSignerAsync(new RevokeSigner(signer, null, "stolen"), Root, CancellationToken.None)).Succeeded);

    /// <summary>Changes a setting; answers the commit.</summary>
    public string Change(string? key, int value, string address = "ada@example.com", DateTimeOffset? when = null)
    {
        World.Time.Advance(TimeSpan.FromMinutes(1));
        World.Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/timeoutSeconds: {value}", "checkout/retries: 3"));
        return Git.Commit($"Wait {value}", key, when ?? World.Time.GetUtcNow(), address);
    }

    public async Task<RunRecord> RunAsync(string? trustFrom = null, Caller? caller = null)
    {
        var started = await World.Migrator.StartAsync(new StartRequest("production", TrustFrom: trustFrom), caller ?? Root, CancellationToken.None);
        return started.Succeeded ? await World.DriveAsync(started.Value.Run.Id) : throw new InvalidOperationException(started.Findings[0].ToString());
    }

    /// <summary>The run ends Invalid with the code, says so of a commit in its audit, and writes nothing.</summary>
    public async Task RefusedAsync(string code)
    {
        var run = await RunAsync();

        Assert.Equal((RunState.Invalid, code), (run.State, run.ReasonCode));
        Assert.Contains(run.TopFindings, finding => finding.Code == code && finding.Remedy.Length > 0);
        Assert.Contains(await EventsAsync(run), record => record.Event == AuditEvents.CommitRefused && record.Details!["code"] == code);
        Assert.Equal(AuditState.Intact, (await World.Audit.VerifyAsync("production", run.Id, CancellationToken.None)).State);
        Assert.Equal(0, await RunStory.ReceiptsAsync(World, run));
        Assert.Null(run.Bundle);
    }

    public ValueTask<List<AuditRecord>> EventsAsync(RunRecord run) => World.Migrator.ReadAuditAsync(run.Id, CancellationToken.None).ToListAsync();

    public async ValueTask DisposeAsync()
    {
        Git.Dispose();
        await World.DisposeAsync();
    }
}
