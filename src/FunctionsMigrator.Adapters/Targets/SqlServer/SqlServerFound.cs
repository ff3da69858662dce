using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What a script finds.</summary>
/// <param name="Marker">Who owns the database; nobody else claims it until the transaction ends.</param>
/// <param name="Receipt">What became of the same change before.</param>
/// <param name="Live">Checksum of the text that stands applied.</param>
/// <param name="HalfRun">Whether batches of the script stand that a broken run left.</param>
internal sealed record SqlServerFound(TargetMarker? Marker, WriteResult? Receipt, Digest? Live, bool HalfRun)
{
    public static async Task<SqlServerFound> ReadAsync(
        SqlServerSession session, SqlServerBookkeeping books, SqlServerProgress progress, Claim claim, string resource, ScriptWrite script, CancellationToken cancellation)
    {
        var marker = await books.ReadMarkerAsync(session, hold: true, cancellation);
        if (marker is null)
        {
            return new SqlServerFound(null, null, null, HalfRun: false);
        }

        var identity = (script.ChangeId, script.Pre, script.Post);
        var receipts = await SqlServerReceipts.FindAsync(session, books, claim.Run, [identity], cancellation);
        return new SqlServerFound(
            marker,
            receipts.GetValueOrDefault(identity),
            await SqlServerHistory.FindAsync(session, books, resource, script.Key, cancellation),
            await progress.AnyAsync(session, cancellation));
    }
}
