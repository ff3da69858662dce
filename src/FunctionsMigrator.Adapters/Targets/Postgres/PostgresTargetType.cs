using System.Text.Json;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// A database on PostgreSQL 14 or newer, encoded in UTF-8: reference data and scripts. The database exists; the first claim makes the bookkeeping schema in it, which is
/// no part of its structure and closed to scripts.
/// </summary>
public sealed class PostgresTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "postgres";

    private const int OldestServer = 140000;
    private readonly ISecretSource _secrets;
    private readonly PostgresOptions _options;
    private readonly AzureIdentities _identities;

    /// <param name="secrets">Resolves connection secrets, each time a target is opened.</param>
    /// <param name="time">The clock of receipts and history rows.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> with the script's key behind it where one runs. Before means
    /// inside the transaction, just before its commit; of a claim, before it begins.
    /// </param>
    /// <param name="patience">How long a writer waits for another process. Default 30 s.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public PostgresTargetType(ISecretSource secrets, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null, AzureIdentities? identities = null)
    {
        _secrets = secrets;
        _identities = identities ?? AzureIdentities.OfSurroundings;
        _options = new PostgresOptions(time, observer ?? DurableWriteObserver.None, patience ?? PostgresOptions.DefaultPatience);
    }

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = new HashSet<ResourceKind> { ResourceKind.ReferenceData, ResourceKind.SqlMigrations };

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(PostgresTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => PostgresDefinition.Check(binding);

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        var opened = await PlaceAsync(binding, access, cancellation);
        if (!opened.TryGet(out var place))
        {
            return opened.As<ITarget>();
        }

        var definition = PostgresDefinition.Of(binding);
        var problem = await TryAsync(binding.Address, place, () => ProblemAsync(place, definition, binding.Address, access, cancellation));
        if (problem is { } finding)
        {
            await place.DisposeAsync();
            return Outcome.Fail<ITarget>(finding);
        }

        var future = binding.Scratch is null ? null : new PostgresFuture((database, token) => ScratchHomeAsync(binding, database, token), definition, binding.Address);
        return Outcome.Of<ITarget>(new PostgresTarget(binding, definition, place, access, _options, future));
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
        var scratch = BindScratch(live, name);
        var problem = await TryAsync(live.Address, server, async () =>
        {
            await PostgresScratchDatabase.CreateAsync(server, source, name, cancellation);
            var place = (await ScratchHomeAsync(live, name, cancellation)).Value;
            await using var openPlace = place;
            findings.AddRange(await new PostgresScratch(source, place, PostgresDefinition.Of(live), live.Address).FillAsync(request, cancellation));
            return null;
        });
        return problem is { } finding
            ? Outcome.Fail<ITarget>(finding)
            : (await OpenAsync(scratch, TargetAccess.Apply, cancellation)) is { Succeeded: true } opened ? Outcome.Of(opened.Value, findings) : Outcome.Fail<ITarget>(TargetCodes.Unreachable.Finding(
                $"The scratch database {name} cannot be opened.", target: live.Address.ToString()));
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
                await PostgresScratchDatabase.DropAsync(server, ScratchName(live.Address, run), cancellation);
                return null;
            }) is { } finding)
            {
                throw new TargetException(finding);
            }
        }
    }

    /// <summary>The name of a run's scratch database: no longer than PostgreSQL's names are, and different for every run and target.</summary>
    internal static string ScratchName(TargetAddress address, string run)
    {
        var readable = string.Concat(run.ToLowerInvariant().Select(unit => char.IsAsciiLetterOrDigit(unit) ? unit : '_'));
        return $"fm_scratch_{readable[..Math.Min(readable.Length, 36)]}_{Digest.Of($"{run}/{address}").Hex[..12]}";
    }

    private static TargetBinding BindScratch(TargetBinding live, string name)
    {
        var settings = live.Settings.Where(setting => setting.Key is not (PostgresDefinition.PlanConnectionKey or "planUser" or "planClientId")).ToDictionary(StringComparer.Ordinal);
        settings["database"] = JsonSerializer.SerializeToElement(name);
        if (PostgresDefinition.Scratch(live).TryGetValue(PostgresDefinition.ConnectionKey, out var connection))
        {
            settings[PostgresDefinition.ConnectionKey] = connection;
            foreach (var key in new[] { "server", "user", "identity", "clientId" })
            {
                settings.Remove(key);
            }
        }

        return live with { Settings = settings, Scratch = null };
    }

    /// <summary>The way to where scratch databases are made, or to one of them.</summary>
    private async Task<Outcome<PostgresPlace>> ScratchHomeAsync(TargetBinding live, string? database, CancellationToken cancellation)
    {
        if (Check(live) is { Count: > 0 } findings)
        {
            return Outcome.Fail<PostgresPlace>(findings);
        }

        var scratch = PostgresDefinition.Scratch(live);
        if (scratch.ContainsKey(PostgresDefinition.ConnectionKey))
        {
            var secret = await TargetSecret.ResolveAsync(_secrets, live, scratch, PostgresDefinition.ConnectionKey, cancellation);
            return secret.Succeeded ? Place(live, $"scratch: {PostgresDefinition.ConnectionKey}", secret.Value!, database) : secret.As<PostgresPlace>();
        }

        return scratch.ContainsKey(PostgresDefinition.BesideKey)
            ? await PlaceAsync(database is null ? live : BindScratch(live, database), TargetAccess.Apply, cancellation)
            : TargetCodes.BadDefinition.Fail<PostgresPlace>(
                $"Nothing says where scratch databases of {live.Address} may be made, so the plan cannot be rehearsed.",
                target: live.Address.ToString(),
                remedy: "Write `scratch: { connection: { secret: NAME } }` with a role that may create databases on a server that is not production, or `scratch: { beside: true }` to make them on the target's own server.");
    }

    private async Task<Outcome<PostgresPlace>> PlaceAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Check(binding) is { Count: > 0 } findings)
        {
            return Outcome.Fail<PostgresPlace>(findings);
        }

        var key = access == TargetAccess.Plan && binding.Settings.ContainsKey(PostgresDefinition.PlanConnectionKey) ? PostgresDefinition.PlanConnectionKey : PostgresDefinition.ConnectionKey;
        var definition = PostgresDefinition.Of(binding);
        var secret = await TargetSecret.ResolveAsync(_secrets, binding, binding.Settings, key, cancellation);
        return !secret.Succeeded ? secret.As<PostgresPlace>()
            : secret.Value is { } text ? Place(binding, key, text, definition.Database)
            : Outcome.Of(PostgresIdentity.Place(definition, access, _identities));
    }

    private static Outcome<PostgresPlace> Place(TargetBinding binding, string key, string connectionString, string? database)
    {
        try
        {
            return Outcome.Of(PostgresPlace.Of(connectionString, database));
        }
        catch (ArgumentException)
        {
            // Its words repeat parts of the secret.
            return TargetCodes.BadDefinition.Fail<PostgresPlace>(
                $"The secret of '{key}' holds no connection string of PostgreSQL.",
                target: binding.Address.ToString(),
                remedy: "Put `Host=...;Database=...;Username=...;Password=...` into the secret, with the keywords of Npgsql.");
        }
    }

    private static async Task<Finding?> ProblemAsync(PostgresPlace place, PostgresDefinition definition, TargetAddress address, TargetAccess access, CancellationToken cancellation)
    {
        await using var session = await PostgresSession.BeginAsync(
            place, new PostgresWork(SqlText.Quote(definition.Schema), ReadOnly: true, definition.LockTimeout, definition.StatementTimeout), cancellation);
        var (version, encoding, replica, closed) = (await session.QueryAsync(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), pg_catalog.pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'",
            row => (row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3)),
            cancellation))[0];
        return version < OldestServer ? TargetCodes.OtherService.Finding($"{place.Name}: PostgreSQL {version / 10000} answers; 14 or newer was expected.", target: address.ToString(), remedy: "Upgrade the server.")
            : encoding != "UTF8" ? TargetCodes.BadDefinition.Finding(
                $"{place.Name}: the database is encoded in {encoding}; UTF8 was expected.", target: address.ToString(), remedy: "Move the data to a database that is made with ENCODING 'UTF8'.")
            : access == TargetAccess.Apply && (replica || closed) ? TargetCodes.ReadOnlyTarget.Finding(
                replica ? $"{place.Name}: a read replica answers; the primary server was expected." : $"{place.Name}: the database or role is read-only (default_transaction_read_only is on).", target: address.ToString())
            : null;
    }

    private static async Task<Finding?> TryAsync(TargetAddress address, PostgresPlace place, Func<Task<Finding?>> work)
    {
        try
        {
            return await work();
        }
        catch (TargetException exception)
        {
            return exception.Finding with { Target = address.ToString() };
        }
        catch (Exception exception) when (PostgresFailures.Explain(exception, address, place.Name) is { } finding)
        {
            return finding;
        }
    }
}
