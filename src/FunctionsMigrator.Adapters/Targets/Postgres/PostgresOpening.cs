using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What a script finds, asked in one way to the server.</summary>
/// <param name="Locked">Whether no other script runs now.</param>
/// <param name="Marker">Who owns the database; nobody else claims it until the transaction ends.</param>
/// <param name="Receipt">What became of the same change before.</param>
/// <param name="Live">Checksum of the text that stands applied.</param>
/// <param name="HalfRun">Whether statements of the script stand that a broken run left.</param>
internal sealed record PostgresOpening(bool Locked, TargetMarker? Marker, WriteResult? Receipt, Digest? Live, bool HalfRun)
{
    private const string NoTable = "42P01";
    private const string NoSchema = "3F000";

    /// <summary>Asks.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="books">The bookkeeping.</param>
    /// <param name="first">Statements that answer one row each: settings, and last the lock; none where the connection has both.</param>
    /// <param name="claim">Who asks.</param>
    /// <param name="resource">The script's resource.</param>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<PostgresOpening> ReadAsync(
        PostgresSession session, PostgresBookkeeping books, IReadOnlyList<NpgsqlBatchCommand> first, Claim claim, string resource, ScriptWrite script, CancellationToken cancellation)
    {
        await using var batch = session.Batch();
        foreach (var command in first)
        {
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(books.ReadMarker());
        batch.BatchCommands.Add(PostgresReceipts.Find(books, claim.Run, script.ChangeId));
        batch.BatchCommands.Add(PostgresHistory.Find(books, resource, script.Key));
        batch.BatchCommands.Add(PostgresSession.Statement($"SELECT EXISTS (SELECT FROM {books.Table("progress")} WHERE resource = $1 AND script = $2)", resource, script.Key));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var locked = true;
            for (var i = 0; i < first.Count; i++)
            {
                locked = await reader.ReadAsync(cancellation) && (i < first.Count - 1 || reader.GetBoolean(0));
                await reader.NextResultAsync(cancellation);
            }

            var marker = await reader.ReadAsync(cancellation) ? books.MarkerOf(reader) : null;
            await reader.NextResultAsync(cancellation);
            WriteResult? receipt = null;
            while (await reader.ReadAsync(cancellation))
            {
                var (key, result) = PostgresReceipts.Read(reader);
                receipt = key == (script.ChangeId, script.Pre, script.Post) ? result : receipt;
            }

            await reader.NextResultAsync(cancellation);
            var live = await reader.ReadAsync(cancellation) && !reader.IsDBNull(0) ? Digest.Parse(reader.GetString(0)) : (Digest?)null;
            await reader.NextResultAsync(cancellation);
            return new PostgresOpening(locked, marker, receipt, live, await reader.ReadAsync(cancellation) && reader.GetBoolean(0));
        }
        catch (PostgresException exception) when (exception.SqlState is NoTable or NoSchema)
        {
            return new PostgresOpening(Locked: true, null, null, null, HalfRun: false);
        }
    }
}
