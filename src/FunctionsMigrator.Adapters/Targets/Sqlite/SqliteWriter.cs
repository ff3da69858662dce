using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>The connection that writes, opened when it is first needed, and its transactions.</summary>
/// <param name="path">The file.</param>
/// <param name="address">The target.</param>
/// <param name="options">Clock, observer, patience.</param>
/// <param name="gaps">Of a scratch database: where foreign keys cannot be checked.</param>
internal sealed class SqliteWriter(string path, TargetAddress address, LocalTargetOptions options, SqliteGaps? gaps) : IDisposable
{
    private SqliteSession? _session;

    /// <summary>The connection; makes the file where there is none.</summary>
    public SqliteSession Create() => _session ??= SqliteSession.Create(path);

    /// <summary>Does the work in one transaction in which the claim was compared; nothing of it stays unless all of it does.</summary>
    /// <exception cref="TargetException">TGT021: the claim is not the highest. TGT005: another writer was at work for as long as the patience lasts.</exception>
    public async Task<T> TransactAsync<T>(
        Claim claim, string what, SqliteForeignKeys keys, Func<SqliteSession, (T Value, bool Written)> work, CancellationToken cancellation, TimeSpan? patience = null)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!SqliteFile.Exists(path, address))
        {
            throw new TargetException(Claims.Lost(null, claim));
        }

        var session = _session ??= SqliteSession.Write(path);

        // Inside a transaction this pragma does nothing.
        session.Execute($"PRAGMA foreign_keys = {(keys == SqliteForeignKeys.Off || gaps?.Touch(session) is true ? "OFF" : "ON")}");
        await session.BeginAsync(address, patience ?? options.Patience, cancellation);
        try
        {
            var marker = SqliteBookkeeping.ReadMarker(session, address);
            if (!Claims.Holds(marker, claim))
            {
                throw new TargetException(Claims.Lost(marker, claim));
            }

            if (keys == SqliteForeignKeys.Deferred)
            {
                session.Execute("PRAGMA defer_foreign_keys = ON");
            }

            var (value, written) = work(session);
            if (written)
            {
                await options.Observer.BeforeAsync(what, cancellation);
                Commit(session);
                await options.Observer.AfterAsync(what, cancellation);
            }

            return value;
        }
        finally
        {
            session.Rollback();
        }
    }

    /// <summary>What becomes of a write, by what is live.</summary>
    public WriteResult Decide(Claim claim, string changeId, Digest? live, Digest? pre, Digest? post, bool intended) =>
        new(changeId, ConditionalWrite.Decide(live, pre, post, intended), live, claim.Number, options.Time.GetUtcNow());

    /// <inheritdoc/>
    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private static void Commit(SqliteSession session)
    {
        try
        {
            session.Commit();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            var violations = ForeignKeyCheck.Worse(new Dictionary<(string, string), long>(), ForeignKeyCheck.Violations(session));
            throw new TargetException(TargetCodes.Refused.Finding($"{SqliteFailures.Words(exception)}: {violations}."));
        }
    }
}
