using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Writes rows of one batch inside a transaction, managed columns only, and looks at what the table made of them. Columns that nobody manages are kept when a row is
/// deleted, and given back when exactly this row is written again: a before-image holds managed columns only.
/// </summary>
internal sealed class PostgresRowWriter(PostgresSession session, PostgresRows rows, PostgresBookkeeping books, Claim claim, DateTimeOffset at, TargetAddress address)
{
    /// <summary>One write that is due, with its live row and its new content.</summary>
    public sealed record Due(ItemWrite Write, LiveItem? Live, ReadOnlyMemory<byte> Content);

    /// <summary>Writes, in the order given.</summary>
    /// <exception cref="TargetException">TGT023, TGT024: the table refused or changed a row; the transaction must be taken back.</exception>
    public async Task WriteAsync(IReadOnlyList<Due> writes, CancellationToken cancellation)
    {
        if (writes.Count == 0)
        {
            return;
        }

        await RefuseDependentsAsync([.. writes.Where(due => due.Write.Post is null).Select(due => due.Write.Key)], cancellation);
        var removed = await RemovedAsync([.. writes.Where(due => due.Live is null).Select(due => due.Write.Key)], cancellation);
        if (!await session.TryAsync(() => AsSetsAsync(writes, removed, cancellation), MaySucceedAlone, cancellation))
        {
            await OneByOneAsync(writes, removed, cancellation);
        }

        var now = await rows.FindAsync(session, [.. writes.Select(due => due.Write.Key)], cancellation);
        if (writes.FirstOrDefault(due => now.GetValueOrDefault(due.Write.Key)?.Checksum != due.Write.Post) is { } other)
        {
            throw TableFit.Row(TargetCodes.NotKept, other.Write, $"Table {rows.Table.Name} does not hold row {other.Write.Key} as it was written: a column's type or a trigger changed it.", address);
        }
    }

    // A set is refused as a whole and does not say which row of it was meant; a type that no text is cast to still reads one.
    private static bool MaySucceedAlone(PostgresException refused) => PostgresFailures.IsRefusal(refused) || refused.SqlState is "42846" or "42883";

    private async Task AsSetsAsync(
        IReadOnlyList<Due> writes, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        foreach (var command in new PostgresRowSets(rows, books, claim, at).Commands(writes, removed))
        {
            batch.BatchCommands.Add(command);
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task OneByOneAsync(
        IReadOnlyList<Due> writes, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        var meant = new List<ItemWrite>();
        foreach (var due in writes)
        {
            foreach (var command in Commands(due, removed))
            {
                batch.BatchCommands.Add(command);
                meant.Add(due.Write);
            }
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException exception) when (PostgresFailures.IsRefusal(exception))
        {
            var index = exception.BatchCommand is NpgsqlBatchCommand failed ? batch.BatchCommands.IndexOf(failed) : -1;
            throw index < 0
                ? new TargetException(TargetCodes.Refused.Finding($"Table {rows.Table.Name} refused a row: {PostgresFailures.Words(exception)}.", target: address.ToString()))
                : TableFit.Row(TargetCodes.Refused, meant[index], $"Table {rows.Table.Name} refused row {meant[index].Key}: {PostgresFailures.Words(exception)}.", address);
        }
    }

    private IEnumerable<NpgsqlBatchCommand> Commands(Due due, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed)
    {
        if (due.Write.Post is not { } post)
        {
            yield return Remember(due.Write.Key, due.Live!.Checksum);
            yield return PostgresSession.Statement($"DELETE FROM {rows.Table.Sql} AS t USING {rows.Unnested(1)} WHERE {rows.Match}", [.. rows.Parts([due.Write.Key])]);
        }
        else if (due.Live is null)
        {
            yield return Insert(rows.Values(due.Content.Span), removed.GetValueOrDefault((due.Write.Key, post.Hex)));
            yield return PostgresSession.Statement($"""DELETE FROM {books.Table("removed")} WHERE "table" = $1 AND md5(key) = md5($2) AND key = $2""", rows.Table.Sql, due.Write.Key);
        }
        else if (rows.Columns.Except(rows.Key).Any())
        {
            yield return Update(due.Write.Key, rows.Values(due.Content.Span));
        }
    }

    private NpgsqlBatchCommand Insert(IReadOnlyList<string?> values, IReadOnlyDictionary<string, string?>? kept)
    {
        var assigned = rows.Columns.Select((column, i) => (column, Value: values[i]))
            .Concat(rows.Unmanaged.Where(column => kept?.ContainsKey(column.Name) == true).Select(column => (column, Value: kept![column.Name])))
            .Select((pair, i) => (pair.column.Sql, Assigned: pair.column.Assigned(i + 1, pair.Value)))
            .ToList();
        return PostgresSession.Statement(
            $"INSERT INTO {rows.Table.Sql} ({string.Join(", ", assigned.Select(pair => pair.Sql))}) OVERRIDING SYSTEM VALUE VALUES ({string.Join(", ", assigned.Select(pair => pair.Assigned.Sql))})",
            [.. assigned.Select(pair => pair.Assigned.Value)]);
    }

    // The key's columns hold the same values already.
    private NpgsqlBatchCommand Update(string key, IReadOnlyList<string?> values)
    {
        var assigned = rows.Columns.Select((column, i) => (column, Value: values[i])).Where(pair => !rows.Key.Contains(pair.column))
            .Select((pair, i) => (pair.column.Sql, Assigned: pair.column.Assigned(rows.Key.Count + i + 1, pair.Value)))
            .ToList();
        return PostgresSession.Statement(
            $"UPDATE {rows.Table.Sql} AS t SET {string.Join(", ", assigned.Select(pair => $"{pair.Sql} = {pair.Assigned.Sql}"))} FROM {rows.Unnested(1)} WHERE {rows.Match}",
            [.. rows.Parts([key]), .. assigned.Select(pair => pair.Assigned.Value)]);
    }

    private NpgsqlBatchCommand Remember(string key, Digest checksum)
    {
        var first = rows.Key.Count + 1;
        var columns = rows.Unmanaged.ToList();
        var texts = string.Join(", ", columns.Select(column => column.StoredSql("t")));
        return PostgresSession.Statement(
            $"""
            INSERT INTO {books.Table("removed")} ("table", key, checksum, columns, run, at)
            SELECT ${first}, ${first + 1}, ${first + 2}, pg_catalog.jsonb_object(${first + 3}::text[], ARRAY[{texts}]::text[]), ${first + 4}, ${first + 5}
            FROM {rows.Unnested(1)} JOIN {rows.Table.Sql} AS t ON {rows.Match}
            """,
            [.. rows.Parts([key]), rows.Table.Sql, key, checksum.Hex, columns.Select(column => column.Name).ToArray(), claim.Run, at]);
    }

    private async Task<IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>>> RemovedAsync(string[] keys, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string), IReadOnlyDictionary<string, string?>>();
        if (keys.Length == 0)
        {
            return found;
        }

        var kept = await session.QueryAsync(
            $"""
            SELECT key, checksum, columns::text FROM {books.Table("removed")}
            WHERE "table" = $1 AND md5(key) IN (SELECT md5(k) FROM pg_catalog.unnest($2) AS k) AND key = ANY($2) ORDER BY at
            """,
            row => (Key: row.GetString(0), Checksum: row.GetString(1), Columns: row.GetString(2)),
            cancellation,
            rows.Table.Sql,
            keys);
        foreach (var (key, checksum, columns) in kept)
        {
            found[(key, checksum)] = JsonSerializer.Deserialize<Dictionary<string, string?>>(columns)!;
        }

        return found;
    }

    /// <summary>Rows of other tables that a deletion would delete or change along with it could not be brought back.</summary>
    private async Task RefuseDependentsAsync(string[] keys, CancellationToken cancellation)
    {
        if (keys.Length == 0)
        {
            return;
        }

        foreach (var link in await PostgresLink.ToAsync(session, rows.Table.Oid, cancellation))
        {
            if (link.OnDelete is not ('c' or 'n' or 'd'))
            {
                continue;
            }

            var join = string.Join(" AND ", link.From.Zip(link.To, (from, to) => $"c.{SqlText.Quote(from)} = t.{SqlText.Quote(to)}"));
            var counts = await session.QueryAsync(
                $"""
                SELECT pg_catalog.count(*), pg_catalog.json_build_array({string.Join(", ", rows.Key.Select((_, i) => $"w.p{i}"))})::text
                FROM {rows.Unnested(1)} JOIN {rows.Table.Sql} AS t ON {rows.Match} JOIN {link.ChildSql} AS c ON {join}
                GROUP BY {string.Join(", ", rows.Key.Select((_, i) => $"w.p{i}"))} LIMIT 1
                """,
                row => (Rows: row.GetInt64(0), Key: row.GetString(1)),
                cancellation,
                [.. rows.Parts(keys)]);
            if (counts.Count > 0)
            {
                throw new TargetException(TargetCodes.Refused.Finding(
                    $"Deleting row {counts[0].Key} of table {rows.Table.Name} would also change {counts[0].Rows} rows of {link.Child} (ON DELETE {link.Rule}); that could not be taken back.",
                    target: address.ToString(),
                    remedy: "Change the rows that depend on it first, or keep the row."));
            }
        }
    }
}
