using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Functions.Http;
using FunctionsMigrator.Functions.Tests.Doubles;
using FunctionsMigrator.Functions.Timers;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>Whole runs through the app's own triggers, over a double of the platform: asked by HTTP, driven by orchestrators and activities, swept by the timer.</summary>
public sealed class AppStoryTests
{
    private const string Approvals = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_started_decided_applied_through_a_kill_taken_back_and_proven()
    {
        await using var world = await World.BeginAsync();
        var first = await world.MigrateAsync();
        Assert.Equal("Completed", first.State);
        world.Commit("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31"));

        world.KillAfter("ApplyChanges");
        var second = await world.MigrateAsync();

        Assert.Equal(("Completed", 2), (second.State, world.Processes));
        Assert.Contains("31", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        var back = await world.PostAsync($"/api/runs/{second.Id}/rollback", "ada", """{"reason":"slower"}""", 201);
        Assert.Equal("Completed", await world.DriveAsync(back.GetProperty("run").GetProperty("id").GetString()!));
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        Assert.True((await new AuditLog(world.App.Store.Blobs, world.App.Store.Records, world.App.Time).VerifyEnvironmentAsync("production", Cancellation)).Intact);
    }

    [Fact]
    public async Task A_run_that_was_reserved_and_never_started_is_started_by_the_timer()
    {
        await using var world = await World.BeginAsync();
        var lost = await new Migrator(world.App.Parts.Services, new LeftToDriver(), world.App.Options.Repository).StartAsync(new StartRequest("production"), Scenario.Key("ada"), Cancellation);

        await world.SweepAsync();

        Assert.Equal("AwaitingApproval", await world.DriveAsync(lost.Value.Run.Id));
        Assert.Contains("\"lastSweep\":\"2026-11-23T", (await world.App.SendAsync("GET", "/health/ready")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moved_head_is_run_by_the_timer_and_drift_is_shown_by_the_other()
    {
        await using var world = await World.BeginAsync();
        await world.MigrateAsync();
        await world.SweepAsync();
        world.Commit("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31"));

        await world.SweepAsync();
        var newest = (await world.GetAsync("/api/runs")).GetProperty("runs")[0];
        Assert.Equal("fm", newest.GetProperty("startedBy").GetString());
        Assert.Equal("AwaitingApproval", await world.DriveAsync(newest.GetProperty("id").GetString()!));
        world.Folder.Write("repo/data/east/config/settings.json", world.Read("data/east/config/settings.json").Replace("30", "99", StringComparison.Ordinal));
        await world.LookForDriftAsync();

        var drift = (await world.GetAsync("/api/drift")).GetProperty("environments")[0];
        Assert.Equal("Drifted", drift.GetProperty("state").GetString());
        Assert.Equal("production/east/config", drift.GetProperty("targets")[0].GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_timer_that_looks_for_drift_no_more_is_noticed_by_the_sweep()
    {
        await using var world = await World.BeginAsync();
        await world.MigrateAsync();
        var beats = new HostBeats(world.App.Store.Records, world.App.Time);
        await world.SweepAsync();
        await world.LookForDriftAsync();
        var every = new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow();

        world.App.Time.Advance(3 * every);
        await world.SweepAsync();
        Assert.Empty(await beats.StoppedAsync(Cancellation));
        world.App.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SweepAsync();

        Assert.Equal(HostBeats.Drift, Assert.Single(await beats.StoppedAsync(Cancellation)).Loop);
        await world.LookForDriftAsync();
        Assert.Empty(await beats.StoppedAsync(Cancellation));
        world.App.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HostBeats.Sweep, Assert.Single(await beats.StoppedAsync(Cancellation)).Loop);
    }

    [Fact]
    public async Task A_timer_that_cannot_open_the_store_does_not_say_that_it_goes_on()
    {
        await using var world = await World.BeginAsync();
        var beats = new HostBeats(world.App.Store.Records, world.App.Time);
        await beats.BeatAsync(HostBeats.Drift, TimeSpan.FromDays(1), Cancellation);
        world.App.Time.Advance(TimeSpan.FromDays(4));
        world.App.Closed = true;

        await world.LookForDriftAsync();

        Assert.Equal(HostBeats.Drift, Assert.Single(await beats.StoppedAsync(Cancellation)).Loop);
    }

    [Fact]
    public async Task A_timer_that_does_not_come_again_degrades_the_app_and_is_named_to_a_reader()
    {
        await using var world = await World.BeginAsync();
        await world.SweepAsync();
        await world.LookForDriftAsync();
        world.App.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("\"status\":\"ready\"", (await world.App.SendAsync("GET", "/health/ready")).Text, StringComparison.Ordinal);

        world.App.Time.Advance(TimeSpan.FromDays(3));
        Assert.EndsWith("\"stopped\":[\"drift\",\"sweep\"]}", (await world.App.SendAsync("GET", "/health/ready")).Text, StringComparison.Ordinal);
        Assert.Equal("17h29m", (await world.GetAsync("/api/hosts/stopped")).GetProperty("stopped")[0].GetProperty("every").GetString());

        await world.LookForDriftAsync();
        await world.SweepAsync();
        Assert.Contains("\"status\":\"ready\"", (await world.App.SendAsync("GET", "/health/ready")).Text, StringComparison.Ordinal);
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
        private TaskHub _hub = null!;
        private HubWorker _worker = null!;
        private string? _deadly;

        public TestFolder Folder { get; } = new();

        public TestApp App { get; private set; } = null!;

        public AppHost Host => App.Services.GetRequiredService<AppHost>();

        public int Processes { get; private set; }

        public static async Task<World> BeginAsync()
        {
            var world = new World();
            foreach (var (path, text) in SmallRepository.Files)
            {
                world.Folder.Write($"repo/{path}", text);
            }

            world.Folder.Write("repo/policies/production.yaml", SmallRepository.Policy(Approvals));
            GitRepositories.Create(world.Folder["repo"], "First", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UnixEpoch);
            world.App = await TestApp.BeginAsync(repository: world.Folder["repo"]);
            world._hub = new TaskHub(world.App.Time, true);
            world._keys["ada"] = world.App.Key;
            world._keys["bo"] = (await world.App.Parts.Keys.CreateAsync("bo", [AccessRole.Approver], null, Cancellation)).Value.Secret;
            world.NewProcess();
            return world;
        }

        public void Commit(string path, string text)
        {
            Folder.Write($"repo/{path}", text);
            GitRepositories.CommitAll(Folder["repo"], path, new GitIdentity("Ada", "ada@example.com"), App.Time.GetUtcNow());
        }

        public string Read(string path) => File.ReadAllText(Folder[$"repo/{path}"]);

        public void KillAfter(string step) => _deadly = step;

        public async Task<(string Id, string State)> MigrateAsync()
        {
            App.Time.Advance(TimeSpan.FromMinutes(1));
            var started = await PostAsync("/api/runs", "ada", """{"environment":"production"}""", 201);
            var id = started.GetProperty("run").GetProperty("id").GetString()!;
            Assert.Equal("AwaitingApproval", await DriveAsync(id));
            var plan = (await GetAsync($"/api/runs/{id}")).GetProperty("run").GetProperty("plan").GetProperty("digest").GetString()!;
            await PostAsync($"/api/runs/{id}/commands", "bo", JsonSerializer.Serialize(new { kind = "Approve", plan = plan.Replace("sha256:", "", StringComparison.Ordinal)[..12] }), 202);
            return (id, await DriveAsync(id));
        }

        public async Task<string> DriveAsync(string run)
        {
            for (var turn = 0; turn < 200; turn++)
            {
                if (!await _worker.SettleAsync())
                {
                    NewProcess();
                    continue;
                }

                var state = (await GetAsync($"/api/runs/{run}")).GetProperty("run").GetProperty("state").GetString()!;
                if (Enum.Parse<RunState>(state) is var known && (known.IsFinal() || known is RunState.AwaitingApproval or RunState.Paused))
                {
                    return state;
                }

                var next = new DateTimeOffset(_hub.NextTimer!.Value, TimeSpan.Zero) - App.Time.GetUtcNow();
                App.Time.Advance(next > TimeSpan.Zero ? next : TimeSpan.FromSeconds(1));
            }

            throw new InvalidOperationException($"{run} does not come to rest.");
        }

        public Task LookForDriftAsync() => new DriftTimer(Host, NullLogger<DriftTimer>.Instance).LookAsync(new TimerInfo(), new HubClient(_hub), Cancellation);

        public Task SweepAsync() => new SweepTimer(Host, NullLogger<SweepTimer>.Instance).SweepAsync(new TimerInfo(), new HubClient(_hub), Cancellation);

        public Task<JsonElement> GetAsync(string path) => SendAsync("GET", path, "ada", null, 200);

        public Task<JsonElement> PostAsync(string path, string person, string body, int status) => SendAsync("POST", path, person, body, status);

        public async ValueTask DisposeAsync()
        {
            await _worker.StopAsync();
            await App.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Folder.Dispose();
        }

        private async Task<JsonElement> SendAsync(string method, string path, string person, string? body, int status)
        {
            var http = App.Request(method, path, _keys[person], body is null ? null : System.Text.Encoding.UTF8.GetBytes(body));
            await new HttpTriggers(App.Pipeline).ApiAsync(http.Request, new HubClient(_hub));
            var text = TestApp.Text(http);
            Assert.True(status == http.Response.StatusCode, $"{method} {path}: {http.Response.StatusCode} {text}");
            return JsonElement.Parse(text);
        }

        private void NewProcess()
        {
            Processes++;
            var code = App.Services.GetRequiredService<DurableWorkflows>();
            var steps = App.Services.GetRequiredService<DurableSteps>();
            HubWorker worker = null!;
            worker = new HubWorker(
                _hub,
                WorkflowCatalogue.All.ToDictionary(workflow => workflow.Name, _ => (Func<TaskOrchestrationContext, Task<string>>)code.RunAsync),
                App.Parts.Steps.Keys.ToDictionary(name => name, name => (Func<string, CancellationToken, Task<string>>)(async (call, stop) =>
                {
                    var answer = await steps.RunAsync(name, call, stop);
                    if (Interlocked.CompareExchange(ref _deadly, null, name) == name)
                    {
                        worker.Kill();
                    }

                    return answer;
                })),
                App.Services.GetRequiredService<ILoggerFactory>());
            _worker = worker;
        }
    }
}
