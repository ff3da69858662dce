using System.Runtime.CompilerServices;
using FunctionsMigrator.Adapters.Lint;
using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>One database file as a target. Reads see what is committed, on connections of their own; writes compare the claim in their own transaction.</summary>
/// <param name="binding">What defines it.</param>
/// <param name="path">The file.</param>
/// <param name="access">What the caller will do.</param>
/// <param name="options">Clock, observer, patience.</param>
/// <param name="gaps">Of a scratch database: where foreign keys cannot be checked.</param>
internal sealed class SqliteTarget(
    TargetBinding binding, string path, TargetAccess access, LocalTargetOptions options, SqliteGaps? gaps = null) : ITarget
{
    private readonly SqliteWriter _writer = new(path, binding.Address, options, gaps);

    public TargetBinding Binding { get; } = binding;

    public IReplica Replica => new SqliteReplica(OpenRead, options.Time);

    private TargetAddress Address => Binding.Address;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(() => Task.FromResult(Read(session => SqliteBookkeeping.ReadMarker(session, Address), null, cancellation)));

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            var what = $"target claim {Address}";
            await options.Observer.BeforeAsync(what, cancellation);
            LocalFolders.Create(Path.GetDirectoryName(path)!);
            _ = SqliteFile.Exists(path, Address);
            var session = _writer.Create();
            await session.BeginAsync(Address, options.Patience, cancellation);
            try
            {
                var before = SqliteBookkeeping.ReadMarker(session, Address);
                if (before is not null && before.Store != request.Store && !request.TakeOver)
                {
                    throw Failed(Claims.OtherStore(before, request));
                }

                SqliteBookkeeping.Create(session);
                var claim = new Claim(request.Store, request.Run, (before?.Claim ?? 0) + 1);
                SqliteBookkeeping.WriteMarker(session, claim);
                SqliteReceipts.Keep(session, claim.Run, before?.Run ?? claim.Run);
                RemovedRows.Expire(session, options.Time.GetUtcNow());
                session.Commit();
                await options.Observer.AfterAsync(what, cancellation);
                return claim;
            }
            finally
            {
                session.Rollback();
            }
        });
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation) => ReadRows(slice, cancellation).Items();

    public IAsyncEnumerable<RowPage> ReadRows(ResourceSlice slice, CancellationToken cancellation)
    {
        RequireKind(slice, ResourceKind.ReferenceData);
        return RowsAsync(slice, cancellation).Guard(Explain, cancellation);
    }

    public Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        RequireKind(slice, ResourceKind.ReferenceData);
        ConditionalWrite.Require(keys);
        return ReadOrThrowAsync<IReadOnlyList<LiveItem?>>(
            session =>
            {
                var map = RowMap.Find(session, slice, Address);
                return [.. keys.Select(key => map is null ? null : RowReader.Find(session, map, key))];
            },
            [.. keys.Select(_ => (LiveItem?)null)],
            cancellation);
    }

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(
        Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice, ResourceKind.ReferenceData);
        ConditionalWrite.Require(batch);
        return TryAsync(async () =>
        {
            var contents = new ReadOnlyMemory<byte>[batch.Count];
            for (var i = 0; i < batch.Count; i++)
            {
                contents[i] = batch[i].Content is { } content ? await content.ReadAsync(cancellation) : default;
                if (batch[i].Post is { } post && Digest.Of(contents[i].Span) != post)
                {
                    throw new ArgumentException($"The content of change {batch[i].ChangeId} does not have its post-checksum.", nameof(batch));
                }
            }

            return await _writer.TransactAsync(
                claim,
                $"target write {Address} {slice.Collection}",
                SqliteForeignKeys.Deferred,
                session =>
                {
                    var writer = new Lazy<(RowMap Map, RowWriter Writer)>(() =>
                    {
                        var map = RowMap.Require(session, slice, Address);
                        return (map, new RowWriter(session, map, claim, options.Time.GetUtcNow(), Address, gaps));
                    });
                    var results = new List<WriteResult>(batch.Count);
                    var written = false;
                    for (var i = 0; i < batch.Count; i++)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        results.Add(Write(session, claim, writer, batch[i], contents[i], ref written));
                    }

                    return ((IReadOnlyList<WriteResult>)results, written);
                },
                cancellation);
        });
    }

    public Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) =>
        ReadOrThrowAsync(session => SqliteHistory.Read(session, resource), [], cancellation);

    public Task<Outcome<IReadOnlyList<HistoryRow>>> ReadHistoryRowsAsync(string resource, CancellationToken cancellation) => TryAsync(() =>
    {
        using var session = OpenRead();
        return Task.FromResult(session is null ? [] : SqliteHistory.Rows(session, resource));
    });

    public Task<Outcome<int>> RecordAsync(Claim claim, string resource, IReadOnlyList<HistoryEntry> entries, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(() => _writer.TransactAsync(
            claim,
            $"target history {Address} {resource}",
            SqliteForeignKeys.On,
            session =>
            {
                foreach (var entry in entries)
                {
                    SqliteHistory.Append(session, resource, entry, claim, options.Time.GetUtcNow());
                }

                return (entries.Count, entries.Count > 0);
            },
            cancellation));
    }

    public Task<Outcome<IReadOnlyList<IReadOnlyList<string?>>>> RowsAsync(string query, int limit, CancellationToken cancellation) => TryAsync(() =>
    {
        using var session = OpenRead() ?? throw Failed(TargetCodes.Unreachable.Finding($"{path} does not exist yet."));
        return Task.FromResult(SqliteQuery.Rows(session, query, limit, cancellation));
    });

    public Task<Outcome<bool>> HoldsObjectsAsync(CancellationToken cancellation) => TryAsync(() =>
    {
        using var session = OpenRead();
        return Task.FromResult(session is not null && SqliteSchema.Read(session).Count > 0);
    });

    public Task<Outcome<IReadOnlyList<string?>>> ReadFormersAsync(IReadOnlyList<Former> formers, CancellationToken cancellation) => TryAsync(() =>
    {
        using var session = OpenRead();
        return Task.FromResult(session is null ? [.. formers.Select(_ => (string?)null)] : SqliteFormers.Read(session, formers));
    });

    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice, ResourceKind.SqlMigrations);
        var scripts = new SqliteScripts(_writer, Address, options, gaps);
        return scripts.Check(script) is { Count: > 0 } findings
            ? Task.FromResult(Outcome.Fail<WriteResult>(findings))
            : TryAsync(() => scripts.RunAsync(claim, slice, script, cancellation));
    }

    public Task<Outcome<IReadOnlyList<WriteResult>?>> RunTogetherAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice, ResourceKind.SqlMigrations);
        return TryAsync(() => new SqliteScripts(_writer, Address, options, gaps).TryRunAsync(claim, slice, scripts, cancellation));
    }

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation)
    {
        var findings = pending.SelectMany(script => ScriptRunner.Check(script.Sql, script.Place, Address)).ToList();
        return findings.Count > 0
            ? Task.FromResult(Outcome.Fail<TableShape?>(findings))
            : TryAsync(() => Task.FromResult(SqliteFuture.Describe(OpenRead, table, pending, Address, cancellation)));
    }

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(() =>
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var slice in scope.Slices)
        {
            RequireKind(slice, ResourceKind.ReferenceData, ResourceKind.SqlMigrations);
        }

        using var session = OpenRead();
        session?.Execute("BEGIN");
        using var empty = session is null ? SqliteSession.Memory() : null;
        var (content, complete) = SqliteContent.Of(session, scope, Address, cancellation);
        return Task.FromResult(new Fingerprint(SqliteStructure.Of(session ?? empty!), content, complete));
    });

    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => TryAsync(() =>
    {
        using var session = OpenRead() ?? throw Failed(TargetCodes.Unreachable.Finding($"{path} does not exist yet."));
        return Task.FromResult(SqliteQuery.Scalar(session, query, cancellation));
    });

    public Task<Outcome<IReadOnlyList<StructureObject>>> ReadStructureAsync(CancellationToken cancellation) =>
        TryAsync(() => Task.FromResult(Read(SqliteStructure.Things, [], cancellation)));

    public Task<Outcome<string>> DescribeSchemaAsync(CancellationToken cancellation) =>
        TryAsync(() => Task.FromResult(Read(SqliteSchemaText.Write, SqliteSchemaText.Write(null), cancellation)));

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private WriteResult Write(
        SqliteSession session, Claim claim, Lazy<(RowMap Map, RowWriter Writer)> writer, ItemWrite write, ReadOnlyMemory<byte> content, ref bool written)
    {
        if (SqliteReceipts.Find(session, claim.Run, write.ChangeId, write.Pre, write.Post) is { } receipt)
        {
            return receipt;
        }

        var live = RowReader.Find(session, writer.Value.Map, write.Key);
        var result = _writer.Decide(claim, write.ChangeId, live?.Checksum, write.Pre, write.Post, write.Intended);
        if (result.Status == WriteStatus.Applied)
        {
            writer.Value.Writer.Write(write, live, content);
        }

        if (result.Status != WriteStatus.Moved)
        {
            SqliteReceipts.Add(session, claim.Run, write.Pre, write.Post, result);
            written = true;
        }

        return result;
    }

    private async IAsyncEnumerable<RowPage> RowsAsync(ResourceSlice slice, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var session = OpenRead();
        if (session is null || RowMap.Find(session, slice, Address) is not { } map)
        {
            yield break;
        }

        await foreach (var page in RowReader.Pages(session, map, cancellation).Ahead(cancellation))
        {
            yield return page;
        }
    }

    private SqliteSession? OpenRead() => SqliteFile.Exists(path, Address) ? SqliteSession.Read(path) : null;

    private T Read<T>(Func<SqliteSession, T> read, T absent, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var session = OpenRead();
        return session is null ? absent : session.Run(() => read(session), cancellation);
    }

    private async Task<T> ReadOrThrowAsync<T>(Func<SqliteSession, T> read, T absent, CancellationToken cancellation)
    {
        var outcome = await TryAsync(() => Task.FromResult(Read(read, absent, cancellation)));
        return outcome.Succeeded ? outcome.Value : throw new TargetException(outcome.Findings[0]);
    }

    private async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return Outcome.Of(await work());
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<T>(exception.Finding with { Target = Address.ToString() });
        }
        catch (Exception exception) when (Explain(exception) is { } finding)
        {
            return Outcome.Fail<T>(finding);
        }
    }

    private Finding? Explain(Exception exception) => SqliteFailures.Explain(exception, Address, path);

    private TargetException Failed(Finding finding) => new(finding with { Target = Address.ToString() });

    private void RequireApply()
    {
        if (access != TargetAccess.Apply)
        {
            throw new InvalidOperationException($"{Address} was opened for reading.");
        }
    }

    private void RequireKind(ResourceSlice slice, params ReadOnlySpan<ResourceKind> kinds)
    {
        if (!kinds.Contains(slice.Kind))
        {
            throw new TargetException(TargetCodes.KindNotHeld.Finding(
                $"Resource {slice.Resource} is of kind {slice.Kind}; here type {SqliteTargetType.TypeName} takes {string.Join(", ", kinds.ToArray())}.",
                target: Address.ToString()));
        }
    }
}
