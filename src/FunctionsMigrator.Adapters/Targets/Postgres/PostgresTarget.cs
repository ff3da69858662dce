using System.Runtime.CompilerServices;
using FunctionsMigrator.Adapters.Lint;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// One database as a target. Reads see one moment, in transactions that refuse writes; writes compare the claim in their own transaction, holding the row that it stands in.
/// </summary>
/// <param name="binding">What defines it.</param>
/// <param name="definition">The same, read.</param>
/// <param name="place">The way to it; closed with the target.</param>
/// <param name="access">What the caller will do.</param>
/// <param name="options">Clock, observer, patience.</param>
/// <param name="future">Where pending scripts are tried to see what a table will be; null: in a transaction of this database that is taken back.</param>
internal sealed class PostgresTarget(
    TargetBinding binding, PostgresDefinition definition, PostgresPlace place, TargetAccess access, PostgresOptions options, PostgresFuture? future = null) : ITarget
{
    private readonly PostgresBookkeeping _books = new(definition.Bookkeeping, binding.Address);

    public TargetBinding Binding { get; } = binding;

    public IReplica Replica { get; } = new PostgresReplica(place, SearchPath(definition));

    private TargetAddress Address => Binding.Address;

    /// <summary>Schemas in which scripts find names without one.</summary>
    public static string SearchPath(PostgresDefinition definition) =>
        definition.Schema == PostgresDefinition.DefaultSchema ? SqlText.Quote(definition.Schema) : $"{SqlText.Quote(definition.Schema)}, {SqlText.Quote(PostgresDefinition.DefaultSchema)}";

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(() => ReadAsync(session => _books.ReadMarkerAsync(session, hold: false, cancellation), cancellation));

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(async () =>
        {
            var what = $"target claim {Address}";
            await options.Observer.BeforeAsync(what, cancellation);
            await using var session = await BeginClaimAsync(cancellation);
            var before = await _books.ReadMarkerAsync(session, hold: true, cancellation);
            if (before is not null && before.Store != request.Store && !request.TakeOver)
            {
                throw Failed(Claims.OtherStore(before, request));
            }

            await _books.CreateAsync(session, cancellation);
            var claim = new Claim(request.Store, request.Run, (before?.Claim ?? 0) + 1);
            await _books.WriteMarkerAsync(session, claim, cancellation);
            await _books.ExpireAsync(session, claim.Run, before?.Run ?? claim.Run, options.Now(), cancellation);
            await session.CommitAsync(cancellation);
            await options.Observer.AfterAsync(what, cancellation);
            return claim;
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
        return OrThrowAsync(() => ReadAsync<IReadOnlyList<LiveItem?>>(
            async session =>
            {
                var rows = await PostgresRows.FindAsync(session, slice, definition.Schema, Address, cancellation);
                var found = rows is null ? null : await rows.FindAsync(session, keys.ToHashSet(StringComparer.Ordinal), cancellation);
                return [.. keys.Select(key => found?.GetValueOrDefault(key))];
            },
            cancellation));
    }

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
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

            return await TransactAsync(
                claim, $"target write {Address} {slice.Collection}", session => WriteAsync(session, claim, slice, batch, contents, cancellation), cancellation);
        });
    }

    public Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) =>
        OrThrowAsync(() => ReadAsync(session => PostgresHistory.ReadAsync(session, _books, resource, cancellation), cancellation));

    public Task<Outcome<IReadOnlyList<HistoryRow>>> ReadHistoryRowsAsync(string resource, CancellationToken cancellation) =>
        TryAsync(() => ReadAsync(session => PostgresHistory.RowsAsync(session, _books, resource, cancellation), cancellation));

    public Task<Outcome<int>> RecordAsync(Claim claim, string resource, IReadOnlyList<HistoryEntry> entries, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(() => TransactAsync(
            claim,
            $"target history {Address} {resource}",
            async session =>
            {
                foreach (var entry in entries)
                {
                    await PostgresHistory.AppendAsync(session, _books, resource, entry, claim, options.Now(), cancellation);
                }

                return (entries.Count, entries.Count > 0);
            },
            cancellation));
    }

    public Task<Outcome<IReadOnlyList<IReadOnlyList<string?>>>> RowsAsync(string query, int limit, CancellationToken cancellation) => TryAsync(() =>
    {
        var statement = PostgresQuery.Statement(query);
        return ReadAsync(session => PostgresQuery.RowsAsync(session, statement, limit, cancellation), cancellation);
    });

    public Task<Outcome<bool>> HoldsObjectsAsync(CancellationToken cancellation) => TryAsync(() => ReadAsync(
        async session => (await PostgresStructure.ReadAsync(session, definition.Bookkeeping, cancellation)).Any(item => item.Kind is not (PostgresObjectKind.Schema or PostgresObjectKind.Extension)),
        cancellation));

    public Task<Outcome<IReadOnlyList<string?>>> ReadFormersAsync(IReadOnlyList<Former> formers, CancellationToken cancellation) =>
        TryAsync(() => ReadAsync(session => PostgresFormers.ReadAsync(session, formers, cancellation), cancellation));

    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice, ResourceKind.SqlMigrations);
        var check = PostgresScriptCheck.Of(script, definition.Bookkeeping, Address);
        return check.Findings.Count > 0
            ? Task.FromResult(Outcome.Fail<WriteResult>(check.Findings))
            : TryAsync(() => new PostgresScripts(place, _books, definition, options, Address).RunAsync(claim, slice, script, check, cancellation));
    }

    public Task<Outcome<IReadOnlyList<WriteResult>?>> RunTogetherAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice, ResourceKind.SqlMigrations);
        return TryAsync(() => new PostgresScriptGroup(place, _books, definition, options, Address).TryRunAsync(claim, slice, scripts, cancellation));
    }

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation)
    {
        var findings = pending.SelectMany(script => PostgresScriptCheck.Of(script.Sql, script.Place, definition.Bookkeeping, Address).Findings).ToList();
        return findings.Count > 0
            ? Task.FromResult(Outcome.Fail<TableShape?>(findings))
            : TryAsync(async () =>
            {
                await using var there = future is not null && pending.Count > 0 ? await future.MakeAsync(place, cancellation) : null;

                // Never committed: what the scripts do is gone with the session.
                await using var session = await PostgresSession.BeginAsync(there?.Place ?? place, Work(readOnly: pending.Count == 0, definition.LockTimeout), cancellation);
                foreach (var script in pending)
                {
                    await new PostgresTrial(session, Address).RunAsync(script, cancellation);
                }

                return (await PostgresTable.ReadAsync(session, table, definition.Schema, cancellation))?.Shape();
            });
    }

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(() =>
    {
        foreach (var slice in scope.Slices)
        {
            RequireKind(slice, ResourceKind.ReferenceData, ResourceKind.SqlMigrations);
        }

        return ReadAsync(
            async session =>
            {
                var (content, complete) = await PostgresContent.OfAsync(session, _books, scope, definition.Schema, Address, cancellation);
                return new Fingerprint(PostgresStructure.Of(await PostgresStructure.ReadAsync(session, definition.Bookkeeping, cancellation)), content, complete);
            },
            cancellation);
    });

    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => TryAsync(() =>
    {
        var statement = PostgresQuery.Statement(query);
        return ReadAsync(session => PostgresQuery.ScalarAsync(session, statement, cancellation), cancellation);
    });

    // The server's archiver: with archived write-ahead logs it can be restored to that moment. How old the base backup under them is, no table of the server tells.
    public Task<Outcome<DateTimeOffset?>> LastBackupAsync(CancellationToken cancellation) => TryAsync(() => ReadAsync(
        async session => await PostgresQuery.ScalarAsync(session, "SELECT extract(epoch FROM last_archived_time) FROM pg_catalog.pg_stat_archiver", cancellation) is { } seconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : (DateTimeOffset?)null,
        cancellation));

    public Task<Outcome<IReadOnlyList<StructureObject>>> ReadStructureAsync(CancellationToken cancellation) => TryAsync(() => ReadAsync(
        async session => StructureList.Of((await PostgresStructure.ReadAsync(session, definition.Bookkeeping, cancellation)).Select(item => (item.Kind.Words(), item.Name, item.Sql))),
        cancellation));

    public async Task<Outcome<string>> DescribeSchemaAsync(CancellationToken cancellation)
    {
        var written = await TryAsync(() => ReadAsync(session => PostgresSchemaText.WriteAsync(session, definition.Bookkeeping, Address, cancellation), cancellation));
        return written.TryGet(out var schema) ? Outcome.Of(schema.Text, schema.Findings) : written.As<string>();
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private async Task<(IReadOnlyList<WriteResult> Value, bool Written)> WriteAsync(
        PostgresSession session, Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, ReadOnlyMemory<byte>[] contents, CancellationToken cancellation)
    {
        var receipts = await PostgresReceipts.FindAsync(session, _books, claim.Run, batch.Select(write => write.ChangeId), cancellation);
        var open = batch.Index().Where(entry => !receipts.ContainsKey(Identity(entry.Item))).ToList();
        if (open.Count == 0)
        {
            return ([.. batch.Select(write => receipts[Identity(write)])], false);
        }

        var rows = await PostgresRows.FindAsync(session, slice, definition.Schema, Address, cancellation) ?? throw TableFit.NoTable(slice, Address);
        var live = await rows.FindAsync(session, [.. open.Select(entry => entry.Item.Key)], cancellation);
        var results = batch.Select(write => receipts.GetValueOrDefault(Identity(write))).ToArray();
        var due = new List<PostgresRowWriter.Due>();
        var now = options.Now();
        foreach (var (i, write) in open)
        {
            var found = live.GetValueOrDefault(write.Key);
            results[i] = Decide(claim, write.ChangeId, found?.Checksum, write.Pre, write.Post, write.Intended, now);
            if (results[i]!.Status == WriteStatus.Applied)
            {
                due.Add(new PostgresRowWriter.Due(write, found, contents[i]));
            }
        }

        await session.RunAsync("SET CONSTRAINTS ALL DEFERRED", cancellation);
        await new PostgresRowWriter(session, rows, _books, claim, now, Address).WriteAsync(due, cancellation);

        // Deferred checks speak here, where their words still say what was refused, and not at the commit.
        await session.RunAsync("SET CONSTRAINTS ALL IMMEDIATE", cancellation);
        var fresh = open.Where(entry => results[entry.Index]!.Status != WriteStatus.Moved).Select(entry => (entry.Item.Pre, entry.Item.Post, results[entry.Index]!)).ToList();
        await PostgresReceipts.AddAsync(session, _books, claim.Run, fresh, cancellation);
        return (results!, fresh.Count > 0);

        static (string, Digest?, Digest?) Identity(ItemWrite write) => (write.ChangeId, write.Pre, write.Post);
    }

    /// <summary>Begins a transaction in which nobody else claims.</summary>
    private async Task<PostgresSession> BeginClaimAsync(CancellationToken cancellation)
    {
        var turn = new PostgresTurn(place, _books, options.Patience, Address);
        while (true)
        {
            var session = await PostgresSession.BeginAsync(place, Work(readOnly: false, options.Patience), cancellation);
            try
            {
                await using var batch = session.Batch();
                batch.BatchCommands.Add(_books.TryLock());
                if (await batch.ExecuteScalarAsync(cancellation) is true)
                {
                    return session;
                }
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }

            await session.DisposeAsync();
            await turn.WaitAsync(cancellation);
        }
    }

    private static WriteResult Decide(Claim claim, string changeId, Digest? live, Digest? pre, Digest? post, bool intended, DateTimeOffset now) =>
        new(changeId, ConditionalWrite.Decide(live, pre, post, intended), live, claim.Number, now);

    /// <summary>Does the work in one transaction in which the claim was compared; nothing of it stays unless all of it does.</summary>
    private async Task<T> TransactAsync<T>(Claim claim, string what, Func<PostgresSession, Task<(T Value, bool Written)>> work, CancellationToken cancellation)
    {
        await using var session = await PostgresSession.BeginAsync(place, Work(readOnly: false, options.Patience), cancellation);
        var marker = await _books.ReadMarkerAsync(session, hold: true, cancellation);
        if (!Claims.Holds(marker, claim))
        {
            throw Failed(Claims.Lost(marker, claim));
        }

        await session.SetLockTimeoutAsync(definition.LockTimeout, cancellation);
        var (value, written) = await work(session);
        if (written)
        {
            await options.Observer.BeforeAsync(what, cancellation);
            await session.CommitAsync(cancellation);
            await options.Observer.AfterAsync(what, cancellation);
        }

        return value;
    }

    private async IAsyncEnumerable<RowPage> RowsAsync(ResourceSlice slice, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var session = await PostgresSession.BeginAsync(place, Work(readOnly: true, definition.LockTimeout), cancellation);
        if (await PostgresRows.FindAsync(session, slice, definition.Schema, Address, cancellation) is { } rows)
        {
            await foreach (var page in rows.PagesAsync(session, cancellation))
            {
                yield return page;
            }
        }
    }

    private async Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellation)
    {
        await using var session = await PostgresSession.BeginAsync(place, Work(readOnly: true, definition.LockTimeout), cancellation);
        return await read(session);
    }

    private PostgresWork Work(bool readOnly, TimeSpan lockTimeout) => new(SearchPath(definition), readOnly, lockTimeout, definition.StatementTimeout);

    private async Task<T> OrThrowAsync<T>(Func<Task<T>> work)
    {
        var outcome = await TryAsync(work);
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

    private Finding? Explain(Exception exception) => PostgresFailures.Explain(exception, Address, place.Name);

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
                $"Resource {slice.Resource} is of kind {slice.Kind}; here type {PostgresTargetType.TypeName} takes {string.Join(", ", kinds.ToArray())}.",
                target: Address.ToString()));
        }
    }
}
