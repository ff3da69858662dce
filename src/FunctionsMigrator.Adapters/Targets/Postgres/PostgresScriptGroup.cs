using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Runs scripts in one transaction with their history rows and receipts: all of them or none.</summary>
internal sealed class PostgresScriptGroup(PostgresPlace place, PostgresBookkeeping books, PostgresDefinition definition, PostgresOptions options, TargetAddress address)
{
    private const int MostStatements = 100;

    /// <summary>Runs them; null, and nothing of it stands, where one of them failed or was begun before.</summary>
    public async Task<IReadOnlyList<WriteResult>?> TryRunAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        if (scripts.Select(script => PostgresScriptCheck.Of(script, definition.Bookkeeping, address)).Any(check => check.Findings.Count > 0 || check.Lone))
        {
            return null;
        }

        var turn = new PostgresTurn(place, books, options.Patience, address);
        while (true)
        {
            await using var session = await PostgresSession.BeginScriptAsync(place, cancellation);
            try
            {
                var (locked, marker, begun) = await OpenAsync(session, claim, slice.Resource, scripts, cancellation);
                if (locked && !Claims.Holds(marker, claim))
                {
                    throw new TargetException(Claims.Lost(marker, claim));
                }

                if (locked)
                {
                    return begun ? null : await RunAsync(session, claim, slice, scripts, cancellation);
                }
            }
            catch (PostgresException exception) when (!PostgresFailures.IsOutage(exception))
            {
                return null;
            }

            await session.DisposeAsync();
            await turn.WaitAsync(cancellation);
        }
    }

    private async Task<(bool Locked, TargetMarker? Marker, bool Begun)> OpenAsync(
        PostgresSession session, Claim claim, string resource, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(PostgresSession.SettingsOf(PostgresScripts.Work(definition, scripts[0]), local: true));
        batch.BatchCommands.Add(PostgresBookkeeping.TryLockScripts());
        batch.BatchCommands.Add(books.ReadMarker());
        batch.BatchCommands.Add(PostgresSession.Statement(
            $"""
            SELECT EXISTS (SELECT FROM {books.Table("receipts")} WHERE run = $1 AND change_id = ANY($2))
              OR EXISTS (SELECT FROM {books.Table("history")} WHERE resource = $3 AND script = ANY($4))
              OR EXISTS (SELECT FROM {books.Table("progress")} WHERE resource = $3 AND script = ANY($4))
            """,
            claim.Run,
            scripts.Select(script => script.ChangeId).ToArray(),
            resource,
            scripts.Select(script => script.Key).ToArray()));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var locked = await reader.ReadAsync(cancellation) && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellation);
        var marker = await reader.ReadAsync(cancellation) ? books.MarkerOf(reader) : null;
        await reader.NextResultAsync(cancellation);
        return (locked, marker, await reader.ReadAsync(cancellation) && reader.GetBoolean(0));
    }

    private async Task<IReadOnlyList<WriteResult>?> RunAsync(
        PostgresSession session, Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation)
    {
        foreach (var piece in scripts.SelectMany(script => SqlStatements.Read(script.Sql, SqlDialect.PostgreSql)).Chunk(MostStatements))
        {
            await using var batch = session.Batch();
            foreach (var statement in piece)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
            }

            await batch.ExecuteNonQueryAsync(cancellation);
        }

        var at = options.Now();
        if (await PostgresHistory.AppendAsync(session, books, slice.Resource, scripts, claim, at, cancellation) != scripts.Count)
        {
            // One of them changed the product's own tables: run by itself it is named.
            return null;
        }

        WriteResult[] results = [.. scripts.Select(script => new WriteResult(script.ChangeId, WriteStatus.Applied, null, claim.Number, at))];
        await PostgresReceipts.AddAsync(session, books, claim.Run, [.. scripts.Zip(results, (script, result) => (script.Pre, script.Post, result))], cancellation);
        var what = $"target write {address} {slice.Collection} {scripts[0].Key} to {scripts[^1].Key}";
        await options.Observer.BeforeAsync(what, cancellation);
        await session.CommitAsync(cancellation);
        await options.Observer.AfterAsync(what, cancellation);
        return results;
    }
}
