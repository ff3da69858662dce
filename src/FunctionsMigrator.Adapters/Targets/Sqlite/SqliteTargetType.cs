using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// A SQLite database on this machine: reference data and scripts. The first claim makes the file where there is none, turns its write-ahead log on, and adds the
/// tables <c>fm_target</c>, <c>fm_history</c>, <c>fm_receipts</c> and <c>fm_removed</c>, which are no part of its structure and closed to scripts.
/// </summary>
public sealed class SqliteTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "sqlite";

    private readonly LocalPlace _place;
    private readonly LocalTargetOptions _options;

    /// <param name="baseFolder">Root of the metadata repository; paths are relative to it.</param>
    /// <param name="time">The clock of receipts and history rows.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> with the script's key behind it where one runs. Before means
    /// inside the transaction, just before its commit.
    /// </param>
    /// <param name="patience">How long a writer waits for another process. Default 30 s.</param>
    public SqliteTargetType(string baseFolder, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null)
    {
        _place = new LocalPlace(baseFolder);
        _options = new LocalTargetOptions(time, observer ?? DurableWriteObserver.None, patience ?? LocalTargetOptions.DefaultPatience);
    }

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = new HashSet<ResourceKind> { ResourceKind.ReferenceData, ResourceKind.SqlMigrations };

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(SqliteTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => LocalPlace.Check(binding);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = _place.Resolve(binding);
        return Task.FromResult(path.Succeeded
            ? Try(binding.Address, path.Value, () =>
            {
                if (SqliteFile.Exists(path.Value, binding.Address))
                {
                    SqliteSession.Read(path.Value).Dispose();
                }

                return Outcome.Of<ITarget>(new SqliteTarget(binding, path.Value, access, _options));
            })
            : path.As<ITarget>());
    }

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var from = _place.Resolve(live);
        var to = _place.Scratch(live.Address, request.Run);
        if (!from.Succeeded || !to.Succeeded)
        {
            return Task.FromResult((from.Succeeded ? to : from).As<ITarget>());
        }

        var path = ScratchFile(to.Value);
        return Task.FromResult(Try(live.Address, path, () =>
        {
            SqliteFile.Delete(path);
            LocalFolders.Create(Path.GetDirectoryName(path)!);
            var exists = SqliteFile.Exists(from.Value, live.Address);
            var made = SqliteScratch.Create(exists ? from.Value : null, path, request, live.Address, cancellation);
            return Outcome.Of<ITarget>(new SqliteTarget(_place.BindScratch(live, path), path, TargetAccess.Apply, _options, made.Gaps), made.Findings);
        }));
    }

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_place.Scratch(live.Address, run).TryGet(out var path))
        {
            SqliteFile.Delete(ScratchFile(path));
        }

        return Task.CompletedTask;
    }

    private static string ScratchFile(string path) => path + ".db";

    private static Outcome<ITarget> Try(TargetAddress address, string path, Func<Outcome<ITarget>> work)
    {
        try
        {
            return work();
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<ITarget>(exception.Finding with { Target = address.ToString() });
        }
        catch (Exception exception) when (SqliteFailures.Explain(exception, address, path) is { } finding)
        {
            return Outcome.Fail<ITarget>(finding);
        }
    }
}
