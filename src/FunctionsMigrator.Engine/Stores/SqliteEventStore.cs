using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>The store that processes share: one SQLite file, beside a folder's other files. Any number of processes of one machine may use it at once.</summary>
public sealed class SqliteEventStore : IEventStore
{
    private const string Columns = "i.id, i.root, i.parent, i.workflow, i.version, i.state, i.facts, i.status, i.output, i.problem";
    private const string Held = "root = $0 AND owner = $1 AND fence = $2";
    private const string Due = "ended_at IS NULL AND (due_at <= $0 OR rings > heard) AND (owner IS NULL OR expires_at <= $0)";
    private const long Never = long.MaxValue;
    private const int PageOfInstances = 100;

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Lazy<Presence?> _presence;

    private SqliteEventStore(SqliteFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
        _presence = new Lazy<Presence?>(() => Presence.Begin(file.Path));
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>Opens the file, makes it when it is missing, and brings its schema up to date.</summary>
    /// <exception cref="Core.Ports.StoreException">It cannot be used: <c>ENG001</c> to <c>ENG004</c>.</exception>
    public static async Task<SqliteEventStore> OpenAsync(string path, TimeProvider time, SqliteEventStoreOptions? options = null, CancellationToken cancellation = default) =>
        new(await SqliteFile.OpenAsync(path, options ?? new SqliteEventStoreOptions(), cancellation), time);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(InstanceStarted start, CancellationToken cancellation) => _file.WriteAsync(() =>
    {
        if (Find(start.InstanceId) is not null)
        {
            return false;
        }

        _file.Execute("INSERT INTO runs (root, due_at) VALUES ($0, 0)", start.Root);
        Write(StoredInstance.Of(start), [start]);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public Task<StoredInstance?> FindAsync(string instanceId, CancellationToken cancellation) => _file.UseAsync(() => Find(instanceId), cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredInstance> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            var page = await _file.UseAsync(() => _file.Query(
                $"SELECT {Columns} FROM runs r JOIN instances i ON i.id = r.root WHERE r.ended_at IS NULL AND r.root > $0 ORDER BY r.root LIMIT {PageOfInstances}",
                ReadInstance, after), cancellation);
            foreach (var instance in page)
            {
                yield return instance;
            }

            if (page.Count < PageOfInstances)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> ReadAsync(string instanceId, CancellationToken cancellation) => _file.UseAsync<IReadOnlyList<Fact>>(() =>
    {
        var position = 0;
        try
        {
            return _file.Query("SELECT body FROM facts WHERE instance = $0 ORDER BY position", row =>
            {
                var fact = JsonSerializer.Deserialize<Fact>(row.GetString(0), FmJson.Line);
                if (fact?.Position != position)
                {
                    throw new JsonException("It is not in its place.");
                }

                position++;
                return fact;
            }, instanceId);
        }
        catch (JsonException unreadable)
        {
            throw _file.Damaged($"fact {position} of {instanceId}", unreadable);
        }
    }, cancellation);

    /// <inheritdoc/>
    public Task<LeaseAnswer> LeaseAsync(string root, string owner, TimeSpan duration, CancellationToken cancellation) => _file.WriteAsync(() =>
    {
        var now = Now;
        var (holder, fence, expires, rings, presence) = _file.Query(
            "SELECT owner, fence, expires_at, rings, presence FROM runs WHERE root = $0",
            row => (Text(row, 0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), Text(row, 4)), root).Single();
        if (holder is not null && expires > now && !(presence is not null && Presence.IsGone(_file.Path, presence)))
        {
            return new LeaseAnswer(null, holder, Instant(expires));
        }

        _file.Execute(
            "UPDATE runs SET owner = $1, fence = $2, expires_at = $3, presence = $4, due_at = 0 WHERE root = $0",
            root, owner, fence + 1, now + duration.Ticks, _presence.Value?.Name);
        return new LeaseAnswer(new Lease(root, owner, fence + 1, rings));
    }, cancellation);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellation) => _file.WriteAsync(
        () => _file.Execute($"UPDATE runs SET expires_at = $3 WHERE {Held}", lease.Root, lease.Owner, lease.Fence, Now + duration.Ticks) == 1, cancellation);

    /// <inheritdoc/>
    public Task ReleaseAsync(Lease lease, Rest rest, CancellationToken cancellation) => _file.WriteAsync(
        () => _file.Execute(
            $"UPDATE runs SET owner = NULL, due_at = $3, heard = $4 WHERE {Held}",
            lease.Root, lease.Owner, lease.Fence, rest.DueAt?.UtcTicks ?? Never, rest.HeardRings), cancellation);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(Lease lease, Append append, CancellationToken cancellation) => _file.WriteAsync(() =>
    {
        if (!IsHeld(lease))
        {
            return false;
        }

        var after = StoredInstance.After(Find(append.InstanceId), append);
        Write(after, append.Facts);
        if (append.Facts.Any(fact => fact is Woken))
        {
            _file.Execute("UPDATE instances SET rang = 0 WHERE id = $0", append.InstanceId);
        }

        if (after.Ended && after.Parent is null)
        {
            _file.Execute("UPDATE runs SET ended_at = $1 WHERE root = $0", lease.Root, append.Facts[^1].At.UtcTicks);
        }

        return true;
    }, cancellation);

    /// <inheritdoc/>
    public Task<bool> MarkDivergedAsync(Lease lease, string instanceId, string? problem, CancellationToken cancellation) => _file.WriteAsync(() =>
    {
        if (!IsHeld(lease))
        {
            return false;
        }

        var state = problem is null ? InstanceState.Running : InstanceState.Diverged;
        _file.Execute("UPDATE instances SET state = $1, problem = $2 WHERE id = $0", instanceId, state.ToString(), problem);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public Task<bool> RingAsync(string instanceId, CancellationToken cancellation) => _file.WriteAsync(() =>
    {
        if (Find(instanceId) is not { Ended: false } instance)
        {
            return false;
        }

        _file.Execute("UPDATE instances SET rang = 1 WHERE id = $0", instanceId);
        _file.Execute("UPDATE runs SET rings = rings + 1 WHERE root = $0", instance.Root);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public Task<Bell> HearAsync(string instanceId, CancellationToken cancellation) => _file.UseAsync(
        () => _file.Query(
            "SELECT i.rang, r.rings FROM instances i JOIN runs r ON r.root = i.root WHERE i.id = $0",
            row => new Bell(row.GetInt64(0) != 0, row.GetInt64(1)), instanceId).Single(), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListDueAsync(int limit, CancellationToken cancellation) => _file.UseAsync<IReadOnlyList<string>>(
        () => _file.Query(
            $"SELECT root FROM runs WHERE {Due} ORDER BY due_at, root LIMIT $1", row => row.GetString(0), Now, limit), cancellation);

    /// <inheritdoc/>
    public Task<bool> IsDueAsync(string root, CancellationToken cancellation) => _file.UseAsync(
        () => _file.Query($"SELECT 1 FROM runs WHERE {Due} AND root = $1", _ => 1, Now, root).Count == 1, cancellation);

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation)
    {
        var purged = await _file.WriteAsync(() =>
        {
            var roots = _file.Query("SELECT root FROM runs WHERE ended_at < $0 ORDER BY ended_at LIMIT $1", row => row.GetString(0), endedBefore.UtcTicks, limit);
            foreach (var root in roots)
            {
                _file.Execute("DELETE FROM facts WHERE instance IN (SELECT id FROM instances WHERE root = $0)", root);
                _file.Execute("DELETE FROM instances WHERE root = $0", root);
                _file.Execute("DELETE FROM runs WHERE root = $0", root);
            }

            return roots.Count;
        }, cancellation);
        if (purged > 0)
        {
            await _file.UseAsync(() => _file.Query("PRAGMA incremental_vacuum", _ => 0), cancellation);
        }

        return purged;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        if (_presence.IsValueCreated)
        {
            _presence.Value?.Dispose();
        }
    }

    private StoredInstance? Find(string instanceId) =>
        _file.Query($"SELECT {Columns} FROM instances i WHERE i.id = $0", ReadInstance, instanceId).SingleOrDefault();

    private bool IsHeld(Lease lease) => _file.Query($"SELECT 1 FROM runs WHERE {Held}", _ => 1, lease.Root, lease.Owner, lease.Fence).Count == 1;

    private void Write(StoredInstance instance, IReadOnlyList<Fact> facts)
    {
        _file.Execute(
            """
            INSERT INTO instances (id, root, parent, workflow, version, state, facts, status, output, problem) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE SET state = $5, facts = $6, status = $7, output = $8, problem = $9
            """,
            instance.Id, instance.Root, instance.Parent, instance.Workflow, instance.Version, instance.State.ToString(), instance.FactCount,
            instance.Status, instance.Output?.GetRawText(), instance.Problem);
        foreach (var fact in facts)
        {
            _file.Execute(
                "INSERT INTO facts (instance, position, body) VALUES ($0, $1, $2)", instance.Id, fact.Position, JsonSerializer.Serialize(fact, FmJson.Line));
        }
    }

    private static StoredInstance ReadInstance(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), Text(row, 2), row.GetString(3), row.GetInt32(4), Enum.Parse<InstanceState>(row.GetString(5)), row.GetInt32(6),
        Text(row, 7), Text(row, 8) is { } output ? JsonElement.Parse(output) : null, Text(row, 9));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
