using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Engine.Stores.Records;
using FunctionsMigrator.Testing.Engine;
using FunctionsMigrator.Testing.Stores;
using FunctionsMigrator.Testing.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>
/// A metadata repository, its targets and the whole product around it, on one fake clock: real git, real files and databases, a real engine; only the store is in memory, unless
/// a shared one is given, where the engine's histories lie too.
/// A scenario reads as a story: commit, start, decide, look.
/// </summary>
public sealed class Scenario : IAsyncDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");

    private readonly TestFolder _folder = new();
    private readonly FakeNumbers _numbers = new();
    private readonly RecordingLogger<EmbeddedEngine> _log = new();
    private readonly IEventStore _events;
    private readonly string _commits;
    private bool _committed;
    private FmTelemetry _telemetry = FmTelemetry.Shared;

    private Scenario(IStore store, Mortality mortality, string? commits = null)
    {
        _commits = commits ?? Root;
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));
        (Store, Mortality) = (store, mortality);
        _events = Store is InMemoryStore ? new InMemoryEventStore(Time) : new RecordEventStore(Store.Records, Time);
        Open();
    }

    /// <summary>The clock.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Lets the process die.</summary>
    public Mortality Mortality { get; }

    /// <summary>The store.</summary>
    public IStore Store { get; }

    /// <summary>Secrets, by the name of the environment variable that holds them.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>The clock on which processes wait for others: every wait takes its time there, and none in the test.</summary>
    public LeaseClock Waiting { get; } = new LeaseClock().Run();

    /// <summary>How long a writing step of the next process works before it answers; null: as long as hosts let it.</summary>
    public TimeSpan? StepTime { get; set; }

    /// <summary>Root of the repository and of its targets.</summary>
    public string Root => _folder["repo"];

    /// <summary>What a host hands over.</summary>
    public MigratorServices Services { get; private set; } = null!;

    /// <summary>The engine.</summary>
    public EmbeddedEngine Engine { get; private set; } = null!;

    /// <summary>What the engine logged, the newest last.</summary>
    public IReadOnlyList<string> Log => [.. _log.Lines.Select(line => $"{line.Event} {line.Message} {line.Exception}")];

    /// <summary>The operations.</summary>
    public Migrator Migrator { get; private set; } = null!;

    /// <summary>The audit.</summary>
    public AuditLog Audit => new(Store.Blobs, Store.Records, Time);

    /// <summary>Begins with a repository's files.</summary>
    /// <param name="files">Path and text.</param>
    /// <param name="store">Makes the store; null: one in memory.</param>
    public static Scenario Begin(IReadOnlyDictionary<string, string> files, Func<IDurableWriteObserver, IStore>? store = null)
    {
        var mortality = new Mortality();
        return new Scenario(store?.Invoke(mortality) ?? new InMemoryStore(observer: mortality), mortality).Write(files);
    }

    /// <summary>Begins with a repository's files on a store that takes time to open.</summary>
    public static async Task<Scenario> BeginAsync(IReadOnlyDictionary<string, string> files, Func<IDurableWriteObserver, Task<IStore>> store)
    {
        var mortality = new Mortality();
        return new Scenario(await store(mortality), mortality).Write(files);
    }

    /// <summary>Begins with a copy of a folder.</summary>
    public static Scenario BeginWith(string folder) => Begin(new Dictionary<string, string>()).Overlay(folder);

    /// <summary>
    /// Another world that stands as this one does now: its own targets, store and clock, and the same commits. The engine's histories stay behind, so no run may be under way.
    /// The store is one in memory, the targets lie in <c>data/</c>, and the other world commits nothing.
    /// </summary>
    public Scenario Fork()
    {
        var mortality = new Mortality();
        var fork = new Scenario(((InMemoryStore)Store).Copy(mortality), mortality, Root);
        fork.Time.SetUtcNow(Time.GetUtcNow());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "data"), "*", SearchOption.AllDirectories))
        {
            fork._folder.Write("repo/" + Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }

        return fork;
    }

    /// <summary>A key with roles.</summary>
    public static Caller Key(string name, params AccessRole[] roles) =>
        new(name, roles.Length == 0 ? new HashSet<AccessRole> { AccessRole.Operator, AccessRole.Approver } : roles.ToHashSet(), "api-key");

    /// <summary>A new process over the same store, history and targets.</summary>
    public void Open()
    {
        var secrets = new LocalSecretSource(Root, Secrets.GetValueOrDefault);
        Services = new MigratorServices
        {
            Store = Store,
            Git = new LibGit2Source(_folder["cache"]),
            CommitVerifier = new CommitVerifier(),
            Metadata = new MetadataReader(AdapterCatalogue.TargetTypes(Root, Time, secrets), time: Time),
            Desired = new DesiredState(Store.Spill, new DesiredStateOptions { YamlRows = YamlRows.Read }),
            TargetTypes = AdapterCatalogue.TargetTypes(Root, Time, secrets, Mortality, Waiting).ToDictionary(type => type.Name, StringComparer.Ordinal),
            Numbers = [_numbers],
            Random = System.Security.Cryptography.RandomNumberGenerator.GetBytes,
            Time = Time,
            Telemetry = _telemetry,
        };
        Services = StepTime is { } step ? Services with { StepTime = step } : Services;
        Engine = new EmbeddedEngine(new ObservedEventStore(_events, Mortality), WorkflowCatalogue.All, StepCatalogue.Create(Services), Time, logger: _log);
        Migrator = new Migrator(Services, Engine, _commits);
    }

    /// <summary>A process that tells what it does to a listener; also whatever process comes after it.</summary>
    public Scenario Observed(FmTelemetry telemetry)
    {
        _telemetry = telemetry;
        Open();
        return this;
    }

    /// <summary>Writes a file of the repository.</summary>
    public Scenario Write(string path, string text)
    {
        _folder.Write("repo/" + path, text);
        return this;
    }

    /// <summary>Writes files of the repository.</summary>
    public Scenario Write(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }

        return this;
    }

    /// <summary>Removes a file of the repository.</summary>
    public Scenario Remove(string path)
    {
        File.Delete(Path.Combine(Root, path));
        return this;
    }

    /// <summary>Copies a folder over the repository.</summary>
    public Scenario Overlay(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            _folder.Write("repo/" + Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }

        return this;
    }

    /// <summary>Commits everything; the clock moves on by a minute.</summary>
    public string Commit(string message, GitIdentity? author = null)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var commit = _committed
            ? GitRepositories.CommitAll(Root, message, author ?? Ada, Time.GetUtcNow())
            : GitRepositories.Create(Root, message, author ?? Ada, Time.GetUtcNow());
        _committed = true;
        return commit.Value.Sha;
    }

    /// <summary>Starts a run of HEAD and drives it until it is final or waits for a person or a window.</summary>
    public async Task<RunRecord> RunAsync(string environment, Caller? caller = null)
    {
        var started = await Migrator.StartAsync(new StartRequest(environment), caller ?? Key("ada"), CancellationToken.None);
        return await DriveAsync(started.Value.Run.Id);
    }

    /// <summary>Drives a run: bakes, retries and pauses of the machinery pass on the fake clock; waits for people and windows do not.</summary>
    public async Task<RunRecord> DriveAsync(string run)
    {
        var engine = Engine;
        for (var turn = 0; turn < 500; turn++)
        {
            var outcome = await engine.RunUntilIdleAsync(run, CancellationToken.None);
            var record = await RecordAsync(run);
            if (outcome.Final || record.State is RunState.AwaitingApproval or RunState.AwaitingWindow or RunState.Paused || outcome.State is not DriveState.Waiting)
            {
                return outcome.State is DriveState.Failed or DriveState.Diverged or DriveState.Unavailable
                    ? throw new InvalidOperationException($"{outcome.State}: {outcome.Problem}\n{string.Join('\n', _log.Lines)}")
                    : record;
            }

            var next = outcome.NextTimer ?? throw new InvalidOperationException($"{run} waits for nothing.");
            Time.Advance(next > Time.GetUtcNow() ? next - Time.GetUtcNow() : TimeSpan.FromSeconds(1));
        }

        throw new InvalidOperationException($"{run} does not come to rest.");
    }

    /// <summary>Drives a run although its process may die; then another one goes on, as soon as the dead one's lease is over.</summary>
    public async Task<RunRecord> DriveThroughDeathAsync(string run)
    {
        try
        {
            return await DriveAsync(run);
        }
        catch (Exception) when (Mortality.Dead)
        {
            Mortality.Revive();
            Time.Advance(new EngineOptions().LeaseDuration);
            Open();
            return await DriveAsync(run);
        }
    }

    /// <summary>
    /// Drives a run in a process that stands still at a point; meanwhile another process takes over and ends it. Answers the run as it then is, and what wakes the sleeper up and
    /// waits until it has done whatever it still does. Null: the point was not passed.
    /// </summary>
    public async Task<(RunRecord Run, Func<Task> WakeAsync)?> DriveThroughSleepAsync(string run, Func<string, bool> point, Func<Task>? meanwhile = null)
    {
        var sleeper = new Sleeper(point);
        var sleeping = Task.Run(async () =>
        {
            Mortality.Sleeper = sleeper;
            await DriveAsync(run);
        });
        if (await Task.WhenAny(sleeper.Asleep, sleeping) == sleeping)
        {
            await sleeping;
            return null;
        }

        Time.Advance(new EngineOptions().LeaseDuration);
        Open();
        if (meanwhile is not null)
        {
            await meanwhile();
        }

        return (await DriveAsync(run), WakeAsync);

        async Task WakeAsync()
        {
            sleeper.Wake();
            try
            {
                await sleeping;
            }
            catch (InvalidOperationException)
            {
                // Its lease is gone: it drives nothing any more.
            }
        }
    }

    /// <summary>Gives a command and drives on.</summary>
    public async Task<RunRecord> CommandAsync(string run, CommandRequest request, Caller caller)
    {
        var answer = await Migrator.CommandAsync(run, request, caller, CancellationToken.None);
        return answer.Succeeded ? await DriveAsync(run) : throw new InvalidOperationException(answer.Findings[0].ToString());
    }

    /// <summary>Approves the plan that stands.</summary>
    public async Task<RunRecord> ApproveAsync(string run, string person) =>
        await CommandAsync(run, new CommandRequest(CommandKind.Approve, (await RecordAsync(run)).Plan!.Digest.Short), Key(person));

    /// <summary>The run's record.</summary>
    public Task<RunRecord> RecordAsync(string run) => new RunStore(Store.Records, Time).RequireAsync(run, CancellationToken.None);

    /// <summary>The histories of a run and of everything below it, by instance.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Fact>>> HistoriesAsync(string run)
    {
        var histories = new SortedDictionary<string, IReadOnlyList<Fact>>(StringComparer.Ordinal);
        for (var open = new Queue<string>([run]); open.TryDequeue(out var instance);)
        {
            histories[instance] = await _events.ReadAsync(instance, CancellationToken.None);
            foreach (var child in histories[instance].OfType<ChildrenScheduled>().SelectMany(call => call.Children))
            {
                open.Enqueue($"{instance}.{child.Suffix}");
            }
        }

        return histories;
    }

    /// <summary>All changes of a run's plan, by target.</summary>
    public async Task<IReadOnlyList<(TargetAddress Address, Change Change)>> PlanAsync(string run)
    {
        var index = (await Migrator.GetPlanAsync(run, CancellationToken.None)).Value;
        var changes = new List<(TargetAddress Address, Change Change)>();
        foreach (var target in index.Targets)
        {
            await foreach (var change in Migrator.ReadPlanAsync(target, CancellationToken.None))
            {
                changes.Add((target.Address, change));
            }
        }

        return changes;
    }

    /// <summary>What an HTTP analysis measures from now on.</summary>
    public void Measure(Func<Uri, double?> number) => _numbers.Answer = url => Outcome.Of(Sample.Of(number(url)));

    /// <summary>What an HTTP analysis is answered from now on, failures included.</summary>
    public void Answer(Func<Uri, Outcome<Sample>> answer) => _numbers.Answer = answer;

    /// <summary>A file of a target or of the repository.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await Store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private sealed class FakeNumbers : INumberSource
    {
        public Func<Uri, Outcome<Sample>> Answer { get; set; } = _ => Outcome.Of(Sample.Of(0));

        public string Name => "http";

        public bool Asks(AnalysisDefinition analysis) => analysis.Http is not null;

        public Task<Outcome<Sample>> MeasureAsync(NumberRequest request, CancellationToken cancellation)
        {
            var url = request.Substitute(request.Analysis.Http!.Url);
            return Task.FromResult(url.Succeeded ? Answer(new Uri(url.Value)) : url.As<Sample>());
        }
    }
}
