using System.Text.Json;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// A database on SQL Server 2017 or newer, Azure SQL Database or Azure SQL Managed Instance: reference data and scripts. The database exists; the first claim makes the bookkeeping schema
/// in it, which is no part of its structure and closed to scripts.
/// </summary>
public sealed class SqlServerTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "sql-server";

    private readonly ISecretSource _secrets;
    private readonly SqlServerOptions _options;
    private readonly AzureIdentities _identities;

    /// <param name="secrets">Resolves connection secrets, each time a target is opened.</param>
    /// <param name="time">The clock of receipts and history rows.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> with the script's key behind it where one runs. Before means
    /// inside the transaction, just before its commit; of a claim, before it begins.
    /// </param>
    /// <param name="patience">How long a writer waits for another process. Default 30 s.</param>
    /// <param name="waiting">The clock on which a paused database is waited for; null: real time.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public SqlServerTargetType(
        ISecretSource secrets, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null, TimeProvider? waiting = null, AzureIdentities? identities = null)
    {
        _secrets = secrets;
        _identities = identities ?? AzureIdentities.OfSurroundings;
        _options = new SqlServerOptions(
            time, observer ?? DurableWriteObserver.None, patience ?? SqlServerOptions.DefaultPatience, waiting ?? TimeProvider.System, new TempSpillSpace(Path.GetTempPath()));
    }

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = new HashSet<ResourceKind> { ResourceKind.ReferenceData, ResourceKind.SqlMigrations };

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(SqlServerTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => SqlServerDefinition.Check(binding);

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        var opened = await PlaceAsync(binding, access, cancellation);
        if (!opened.TryGet(out var place))
        {
            return opened.As<ITarget>();
        }

        var definition = SqlServerDefinition.Of(binding);
        var problem = await TryAsync(binding.Address, place, () => SqlServerProbe.ProblemAsync(place, binding.Address, access, cancellation));
        if (problem is { } finding)
        {
            await place.DisposeAsync();
            return Outcome.Fail<ITarget>(finding);
        }

        var future = binding.Scratch is null ? null : new SqlServerFuture((database, token) => ScratchHomeAsync(binding, database, token), definition, binding.Address);
        return Outcome.Of<ITarget>(new SqlServerTarget(binding, definition, place, access, _options, future));
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        var from = await PlaceAsync(live, TargetAccess.Plan, cancellation);
        if (!from.TryGet(out var source))
        {
            return from.As<ITarget>();
        }

        await using var openSource = source;
        var name = ScratchName(live.Address, request.Run);
        var home = await ScratchHomeAsync(live, database: null, cancellation);
        if (!home.TryGet(out var server))
        {
            return home.As<ITarget>();
        }

        await using var openServer = server;
        var findings = new List<Finding>();
        var problem = await TryAsync(live.Address, source, () => SqlServerProbe.ProblemAsync(source, live.Address, TargetAccess.Plan, cancellation)) ?? await TryAsync(live.Address, server, async () =>
        {
            await SqlServerScratchDatabase.CreateAsync(server, source, name, cancellation);
            var place = (await ScratchHomeAsync(live, name, cancellation)).Value;
            await using var openPlace = place;
            findings.AddRange(await new SqlServerScratch(source, place, SqlServerDefinition.Of(live), live.Address).FillAsync(request, cancellation));
            return null;
        });
        return problem is { } finding
            ? Outcome.Fail<ITarget>(finding)
            : (await OpenAsync(BindScratch(live, name), TargetAccess.Apply, cancellation)) is { Succeeded: true } opened ? Outcome.Of(opened.Value, findings) : Outcome.Fail<ITarget>(
                TargetCodes.Unreachable.Finding($"The scratch database {name} cannot be opened.", target: live.Address.ToString()));
    }

    /// <inheritdoc/>
    public async Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        var home = await ScratchHomeAsync(live, database: null, cancellation);
        if (home.TryGet(out var server))
        {
            await using var open = server;
            if (await TryAsync(live.Address, server, async () =>
            {
                await SqlServerScratchDatabase.DropAsync(server, ScratchName(live.Address, run), cancellation);
                return null;
            }) is { } finding)
            {
                throw new TargetException(finding);
            }
        }
    }

    /// <summary>The name of a run's scratch database: short enough, and different for every run and target.</summary>
    internal static string ScratchName(TargetAddress address, string run)
    {
        var readable = string.Concat(run.ToLowerInvariant().Select(unit => char.IsAsciiLetterOrDigit(unit) ? unit : '_'));
        return $"fm_scratch_{readable[..Math.Min(readable.Length, 60)]}_{Digest.Of($"{run}/{address}").Hex[..12]}";
    }

    private static TargetBinding BindScratch(TargetBinding live, string name)
    {
        var settings = live.Settings.Where(setting => setting.Key is not (SqlServerDefinition.PlanConnectionKey or "planClientId")).ToDictionary(StringComparer.Ordinal);
        settings["database"] = JsonSerializer.SerializeToElement(name);
        if (SqlServerDefinition.Scratch(live).TryGetValue(SqlServerDefinition.ConnectionKey, out var connection))
        {
            settings[SqlServerDefinition.ConnectionKey] = connection;
            foreach (var key in new[] { "server", "identity", "clientId" })
            {
                settings.Remove(key);
            }
        }

        return live with { Settings = settings, Scratch = null };
    }

    /// <summary>The way to where scratch databases are made, or to one of them.</summary>
    private async Task<Outcome<SqlServerPlace>> ScratchHomeAsync(TargetBinding live, string? database, CancellationToken cancellation)
    {
        if (Check(live) is { Count: > 0 } findings)
        {
            return Outcome.Fail<SqlServerPlace>(findings);
        }

        // Databases are made and dropped from the one that every server has.
        const string home = "master";
        var scratch = SqlServerDefinition.Scratch(live);
        if (scratch.ContainsKey(SqlServerDefinition.ConnectionKey))
        {
            var secret = await TargetSecret.ResolveAsync(_secrets, live, scratch, SqlServerDefinition.ConnectionKey, cancellation);
            return secret.Succeeded ? Place(live, $"scratch: {SqlServerDefinition.ConnectionKey}", secret.Value!, database ?? home, TargetAccess.Apply) : secret.As<SqlServerPlace>();
        }

        return scratch.ContainsKey(SqlServerDefinition.BesideKey)
            ? await PlaceAsync(BindScratch(live, database ?? home), TargetAccess.Apply, cancellation)
            : TargetCodes.BadDefinition.Fail<SqlServerPlace>(
                $"Nothing says where scratch databases of {live.Address} may be made, so the plan cannot be rehearsed.",
                target: live.Address.ToString(),
                remedy: "Write `scratch: { connection: { secret: NAME } }` with a login that may create databases on a server that is not production, or `scratch: { beside: true }` to make them on the target's own server.");
    }

    private async Task<Outcome<SqlServerPlace>> PlaceAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Check(binding) is { Count: > 0 } findings)
        {
            return Outcome.Fail<SqlServerPlace>(findings);
        }

        var key = access == TargetAccess.Plan && binding.Settings.ContainsKey(SqlServerDefinition.PlanConnectionKey) ? SqlServerDefinition.PlanConnectionKey : SqlServerDefinition.ConnectionKey;
        var definition = SqlServerDefinition.Of(binding);
        var secret = await TargetSecret.ResolveAsync(_secrets, binding, binding.Settings, key, cancellation);
        return !secret.Succeeded ? secret.As<SqlServerPlace>()
            : secret.Value is { } text ? Place(binding, key, text, definition.Database, access)
            : Outcome.Of(SqlServerIdentity.Place(definition, access, _identities, _options));
    }

    private Outcome<SqlServerPlace> Place(TargetBinding binding, string key, string connectionString, string? database, TargetAccess access)
    {
        SqlServerPlace place;
        try
        {
            place = SqlServerPlace.Of(connectionString, database, _options);
        }
        catch (ArgumentException)
        {
            // Its words repeat parts of the secret.
            return TargetCodes.BadDefinition.Fail<SqlServerPlace>(
                $"The secret of '{key}' holds no connection string of SQL Server that names server and database.",
                target: binding.Address.ToString(),
                remedy: "Put `Server=...;Database=...;User Id=...;Password=...` into the secret, with the keywords of Microsoft.Data.SqlClient.");
        }

        return place.UsesProvider
            ? TargetCodes.BadDefinition.Fail<SqlServerPlace>(
                $"The connection string in the secret of '{key}' asks for Entra ID by `Authentication`, which this program does not read there.",
                target: binding.Address.ToString(),
                remedy: "Name server, database and `identity: managed` in the target instead of a connection.")
            : access == TargetAccess.Apply && place.ReadOnlyIntent ? TargetCodes.ReadOnlyTarget.Fail<SqlServerPlace>(
                $"The connection string in the secret of '{key}' asks for a replica that only reads (`Application Intent=ReadOnly`).",
                target: binding.Address.ToString(),
                remedy: $"Take `Application Intent=ReadOnly` out of the connection string; with '{SqlServerDefinition.PlanConnectionKey}' plans may be made there.")
            : Outcome.Of(place);
    }

    private static async Task<Finding?> TryAsync(TargetAddress address, SqlServerPlace place, Func<Task<Finding?>> work)
    {
        try
        {
            return await work();
        }
        catch (TargetException exception)
        {
            return exception.Finding with { Target = address.ToString() };
        }
        catch (Exception exception) when (SqlServerFailures.Explain(exception, address, place.Name) is { } finding)
        {
            return finding;
        }
    }
}
