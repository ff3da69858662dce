using FunctionsMigrator.Core.Targets;
using Npgsql;
using Due = FunctionsMigrator.Adapters.Targets.Postgres.PostgresRowWriter.Due;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// The statements that write a batch of rows as sets: one for all deletions, one for all updates, one for all insertions. The rows travel as arrays, a text for each value, and the server reads
/// each text as a value of its column. Foreign keys and other constraints see the set as a whole.
/// </summary>
internal sealed class PostgresRowSets(PostgresRows rows, PostgresBookkeeping books, Claim claim, DateTimeOffset at)
{
    /// <summary>The statements, in the order in which they run: what goes makes room for what comes.</summary>
    /// <param name="writes">What is due.</param>
    /// <param name="removed">Unmanaged columns of rows that were deleted before, by key and checksum.</param>
    public IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<Due> writes, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed)
    {
        var deletes = writes.Where(due => due.Write.Post is null).ToList();
        if (deletes.Count > 0)
        {
            yield return Remember(deletes);
            yield return PostgresSession.Statement($"DELETE FROM {rows.Table.Sql} AS t USING {rows.Unnested(1)} WHERE {rows.Match}", [.. rows.Parts(Keys(deletes))]);
        }

        var updates = writes.Where(due => due.Write.Post is not null && due.Live is not null).ToList();
        if (updates.Count > 0 && rows.Columns.Except(rows.Key).Any())
        {
            yield return Update(updates);
        }

        var inserts = writes.Where(due => due.Write.Post is not null && due.Live is null).ToList();
        var kept = inserts.ToLookup(due => Kept(due, removed) is { } columns ? string.Join('\0', columns.Keys.Order(StringComparer.Ordinal)) : null);
        foreach (var alike in kept)
        {
            yield return Insert([.. alike], removed);
        }

        if (inserts.Count > 0)
        {
            yield return PostgresSession.Statement(
                $"""DELETE FROM {books.Table("removed")} WHERE "table" = $1 AND md5(key) IN (SELECT md5(k) FROM pg_catalog.unnest($2) AS k) AND key = ANY($2)""", rows.Table.Sql, Keys(inserts));
        }
    }

    private static string[] Keys(IReadOnlyList<Due> writes) => [.. writes.Select(due => due.Write.Key)];

    private static IReadOnlyDictionary<string, string?>? Kept(Due due, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed) =>
        removed.GetValueOrDefault((due.Write.Key, due.Write.Post!.Value.Hex));

    private NpgsqlBatchCommand Remember(List<Due> deletes)
    {
        var parts = rows.Key.Count;
        var columns = rows.Unmanaged.ToList();
        var texts = string.Join(", ", columns.Select(column => column.StoredSql("t")));
        return PostgresSession.Statement(
            $"""
            INSERT INTO {books.Table("removed")} ("table", key, checksum, columns, run, at)
            SELECT ${parts + 3}, w.key, w.checksum, pg_catalog.jsonb_object(${parts + 4}::text[], ARRAY[{texts}]::text[]), ${parts + 5}, ${parts + 6}
            FROM {rows.Unnested(1, "key", "checksum")} JOIN {rows.Table.Sql} AS t ON {rows.Match}
            """,
            [.. rows.Parts(Keys(deletes)), Keys(deletes), deletes.Select(due => due.Live!.Checksum.Hex).ToArray(), rows.Table.Sql, columns.Select(column => column.Name).ToArray(), claim.Run, at]);
    }

    // The key's columns hold the same values already.
    private NpgsqlBatchCommand Update(List<Due> updates)
    {
        var values = updates.Select(due => rows.Values(due.Content.Span)).ToList();
        var assigned = rows.Columns.Index().Where(entry => !rows.Key.Contains(entry.Item)).ToList();
        return PostgresSession.Statement(
            $"""
            UPDATE {rows.Table.Sql} AS t SET {string.Join(", ", assigned.Select(entry => $"{entry.Item.Sql} = {entry.Item.ValueSql($"w.v{entry.Index}")}"))}
            FROM {rows.Unnested(1, [.. assigned.Select(entry => $"v{entry.Index}")])} WHERE {rows.Match}
            """,
            [.. rows.Parts(Keys(updates)), .. assigned.Select(entry => values.Select(row => row[entry.Index]).ToArray())]);
    }

    private NpgsqlBatchCommand Insert(List<Due> inserts, IReadOnlyDictionary<(string Key, string Checksum), IReadOnlyDictionary<string, string?>> removed)
    {
        var values = inserts.Select(due => rows.Values(due.Content.Span)).ToList();
        var kept = inserts.Select(due => Kept(due, removed)).ToList();
        var columns = rows.Columns.Select((column, i) => (Column: column, Texts: values.Select(row => row[i]).ToArray()))
            .Concat(rows.Unmanaged.Where(column => kept[0]?.ContainsKey(column.Name) == true).Select(column => (Column: column, Texts: kept.Select(row => row![column.Name]).ToArray())))
            .ToList();
        return PostgresSession.Statement(
            $"""
            INSERT INTO {rows.Table.Sql} ({string.Join(", ", columns.Select(entry => entry.Column.Sql))}) OVERRIDING SYSTEM VALUE
            SELECT {string.Join(", ", columns.Select((entry, i) => entry.Column.ValueSql($"w.v{i}")))}
            FROM unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}::pg_catalog.text[]"))}) AS w ({string.Join(", ", columns.Select((_, i) => $"v{i}"))})
            """,
            [.. columns.Select(entry => (object?)entry.Texts)]);
    }
}
