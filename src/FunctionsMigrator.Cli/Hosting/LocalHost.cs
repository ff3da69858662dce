using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Heads;
using FunctionsMigrator.Adapters.Stores;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Settings;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Engine.Stores.Records;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>The store that a repository names with engine, adapters and operations: all that runs need, in this process. Composed here, by hand.</summary>
internal sealed class LocalHost : IFmHost
{
    private const string EngineFile = "engine.db";
    private readonly IStore _store;
    private readonly IEventStore _events;
    private readonly HostRequest _request;
    private Task<Outcome<MetadataRepository>>? _workTree;

    private LocalHost(RepositoryFolder folder, HostRequest request, IStore store, IEventStore events, string? driver)
    {
        Driver = driver;
        _store = store;
        _events = events;
        _request = request;
        Parts = new LocalParts(folder, request.Time, store.Spill, request.Surroundings.Variable);
        Services = Parts.Over(store) with { Telemetry = request.Telemetry?.Telemetry ?? FmTelemetry.Shared, Heads = HeadsOf(request.Surroundings.Variable(AuditSettings.Heads.Name)), Checks = ChecksOf(folder, request, Parts), Signer = SignerOf(request, Parts, store) };
        Engine = new EmbeddedEngine(
            events, WorkflowCatalogue.All, StepCatalogue.Create(Services), request.Time, logger: request.Telemetry?.Logs.CreateLogger<EmbeddedEngine>());
        Migrator = new Migrator(Services, driver is null ? Engine : new LeftToDriver(), folder.Path);
        Keys = new ApiKeys(store.Records, request.Time, RandomNumberGenerator.GetBytes);
        Audit = new AuditLog(store.Blobs, store.Records, request.Time);
        Owner = new Caller(request.Surroundings.User, new HashSet<AccessRole> { AccessRole.Reader, AccessRole.Operator, AccessRole.Admin }, "owner");
    }

    /// <inheritdoc/>
    public IMigrator Migrator { get; }

    /// <inheritdoc/>
    public bool IsRemote => false;

    /// <summary>The app that drives the runs of this store; null: this process does.</summary>
    public string? Driver { get; }

    /// <summary>The adapters.</summary>
    public LocalParts Parts { get; }

    /// <summary>What the operations use.</summary>
    public MigratorServices Services { get; }

    /// <summary>The engine.</summary>
    public EmbeddedEngine Engine { get; }

    /// <summary>The store's API keys.</summary>
    public ApiKeys Keys { get; }

    /// <summary>The store's audit.</summary>
    public AuditLog Audit { get; }

    /// <summary>Takes the entries of all logs; null: nobody reads them.</summary>
    public ILoggerFactory? Logs => _request.Telemetry?.Logs;

    /// <summary>The owner of the store, as a caller: may do all but approve.</summary>
    public Caller Owner { get; }

    /// <inheritdoc/>
    public string CredentialName => $"store:{_store.Id}";

    /// <summary>Opens the store that the repository names, or makes it.</summary>
    public static async Task<Outcome<LocalHost>> OpenAsync(RepositoryFolder folder, HostRequest request, CancellationToken cancellation)
    {
        var reading = request.ReadsWorkTree ? Task.Run(() => new LocalParts(folder, request.Time, variable: request.Surroundings.Variable).ReadWorkTreeAsync(cancellation), cancellation) : null;
        var opened = await OpenStoreAsync(folder, request, cancellation);
        if (opened.TryGet(out var host))
        {
            host._workTree = reading;
        }
        else if (reading is not null)
        {
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return opened;
    }

    private static async Task<Outcome<LocalHost>> OpenStoreAsync(RepositoryFolder folder, HostRequest request, CancellationToken cancellation)
    {
        if (request.Surroundings.Variable(AuditSettings.Heads.Name) is { Length: > 0 } heads && HeadPlace.Parse(heads) is null)
        {
            return AppCodes.SettingMalformed.Fail<LocalHost>($"{AuditSettings.Heads.Name} does not have its form. Expected: {AuditSettings.Heads.Expected}, such as {AuditSettings.Heads.Example}");
        }

        var definition = await StoreDefinition.ReadAsync(folder.Path, cancellation);
        if (!definition.TryGet(out var store))
        {
            return definition.As<LocalHost>();
        }

        var opener = new StoreOpener(LocalParts.SecretsOf(folder, request.Surroundings.Variable), request.Time, request.Surroundings.Variable);
        var opened = await opener.OpenAsync(store, folder.Store, cancellation);
        if (!opened.TryGet(out var found))
        {
            return opened.As<LocalHost>();
        }

        try
        {
            var driver = await new StoreDriver(found.Records, request.Time).FindAsync(cancellation);
            return Outcome.Of(new LocalHost(folder, request, found, await OpenEventsAsync(found, request.Time, cancellation), driver), opened.Findings);
        }
        catch (StoreException exception)
        {
            await found.DisposeAsync();
            return Outcome.Fail<LocalHost>(exception.Finding);
        }
    }

    // What is wrong with a setting is said by the server that reads all of them.
    private static ICommitChecks? ChecksOf(RepositoryFolder folder, HostRequest request, LocalParts parts)
    {
        var variables = request.Surroundings.Variables.Where(pair => pair.Key.StartsWith(HostSettings.Prefix, StringComparison.Ordinal)).DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);
        var read = new SettingReader(variables, HostSettings.All);
        return CommitChecks.Of(CheckOptions.Read(read), WebhookOptions.Read(read).RepositoryOf(folder.Path), (name, cancellation) => parts.Secrets.GetAsync(null, name, cancellation));
    }

    // Histories lie where the store lies: in a file beside the others of this machine, or in the records that several machines share.
    private static async Task<IEventStore> OpenEventsAsync(IStore store, TimeProvider time, CancellationToken cancellation) => store is LocalStore local
        ? await SqliteEventStore.OpenAsync(Path.Combine(local.Folder, EngineFile), time, cancellation: cancellation)
        : new RecordEventStore(store.Records, time);

    /// <summary>The second place for the heads of the audit that a text names; null where it names none.</summary>
    public IHeadPublisher? HeadsOf(string? text) =>
        text is not null && HeadPlace.Parse(text) is { } place ? HeadPlaces.Open(place, OriginOf(Parts.Folder.Path), Path.Combine(Parts.Folder.Store, "git")) : null;

    // Tags of a clone prove nothing to anybody else: they go to where it was cloned from.
    private static string OriginOf(string folder) => GitRepositories.OriginOf(folder) ?? folder;

    /// <inheritdoc/>
    public async Task<Outcome<Caller>> CallerAsync(CancellationToken cancellation)
    {
        if ((_request.ApiKey ?? new Credentials(_request.Surroundings).Find(CredentialName)) is { } key)
        {
            return await Keys.VerifyAsync(key, cancellation);
        }

        // A shared store has no folder: who owns the clone and can open the store has what its secrets give.
        var folder = _store is LocalStore local ? local.Folder : Parts.Folder.Path;
        return FolderOwner.IsSelf(folder)
            ? Outcome.Of(Owner)
            : AccessCodes.Forbidden.Fail<Caller>(
                $"{_request.Surroundings.User} does not own {folder} and gave no key", remedy: "Set FM_API_KEY, or `fm login` with a key that an admin made for you.");
    }

    /// <inheritdoc/>
    public Task<Outcome<Caller>> CheckKeyAsync(string key, CancellationToken cancellation) => Keys.VerifyAsync(key, cancellation);

    /// <inheritdoc/>
    public async Task<Drive> DriveAsync(string run, CancellationToken cancellation)
    {
        if (Driver is not null)
        {
            return new Drive(DriveEnd.Elsewhere, Owner: Driver);
        }

        var outcome = await Engine.RunUntilIdleAsync(run, cancellation);
        if (outcome.State is DriveState.NotFound && await new Sweeper(Services, Engine).EnsureStartedAsync(run, cancellation))
        {
            outcome = await Engine.RunUntilIdleAsync(run, cancellation);
        }

        if (outcome.State is DriveState.Completed && new EngineOptions().Retention is { } retention)
        {
            // Where nobody serves the store, the programs that drive runs remove old histories.
            await Engine.PurgeAsync(_request.Time.GetUtcNow() - retention, cancellation);
        }

        if (outcome.State is DriveState.Completed && Services.Heads is { } heads)
        {
            // The run is over and sealed: what keeps its head from being published is noted in the store, and the next program that drives a run tries again.
            await new HeadPublication(_store, heads, _request.Time).PublishAsync(cancellation);
        }

        return outcome.State switch
        {
            DriveState.Completed => new Drive(DriveEnd.Ended),
            DriveState.Waiting => new Drive(DriveEnd.Waiting, outcome.NextTimer),
            DriveState.LeasedElsewhere => new Drive(DriveEnd.Elsewhere, Owner: outcome.Owner),
            DriveState.NotFound => new Drive(DriveEnd.Stuck, Problem: RunCodes.Unknown.Finding($"The engine has no run '{run}'.")),
            _ => new Drive(DriveEnd.Stuck, Problem: outcome.Problem),
        };
    }

    /// <summary>The metadata of the work tree, read once.</summary>
    public Task<Outcome<MetadataRepository>> ReadWorkTreeAsync(CancellationToken cancellation) => _workTree ??= Parts.ReadWorkTreeAsync(cancellation);

    /// <summary>Plans an environment without a run: of a commit, or of the work tree.</summary>
    public async Task<Outcome<PlanIndex>> PreviewAsync(string? revision, string environment, CancellationToken cancellation)
    {
        var preview = new PlanPreview(Services);
        if (revision is null)
        {
            return await preview.MakeAsync(await ReadWorkTreeAsync(cancellation), null, environment, cancellation);
        }

        var resolved = await Parts.Git.ResolveAsync(Parts.Folder.Path, revision, cancellation);
        if (!resolved.TryGet(out var commit))
        {
            return resolved.As<PlanIndex>();
        }

        var tree = await Parts.OpenTreeAsync(commit.Sha, cancellation);
        return tree.TryGet(out var files) ? await preview.MakeAsync(files, commit.Sha, environment, cancellation) : tree.As<PlanIndex>();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Nothing of this host works on behind it; what the reading met is told by whoever asked for it.
        await (_workTree ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        await _store.DisposeAsync();
    }

    // Whoever decides on this machine signs as its server does.
    private static PemDecisionSigner? SignerOf(HostRequest request, LocalParts parts, IStore store) =>
        request.Surroundings.Variable(DecisionSettings.SigningKey.Name) is { } name
            ? new PemDecisionSigner(store.Blobs, cancellation => parts.Secrets.GetAsync(null, name, cancellation))
            : null;
}
