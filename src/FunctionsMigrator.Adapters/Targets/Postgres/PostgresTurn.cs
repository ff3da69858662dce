using System.Diagnostics;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Waits until other writers of the product are done: between transactions and never inside one, since a concurrent build of an index waits for every transaction that is older
/// than itself. In real time, since another process is waited for.
/// </summary>
internal sealed class PostgresTurn(PostgresPlace place, PostgresBookkeeping books, TimeSpan patience, TargetAddress address)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Stopwatch _waited = Stopwatch.StartNew();

    /// <summary>Waits a little.</summary>
    /// <exception cref="TargetException">TGT005: the patience is over.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (_waited.Elapsed < patience)
        {
            await Task.Delay(Pause, cancellation);
            return;
        }

        await using var session = await PostgresSession.BeginAsync(place, new PostgresWork("", ReadOnly: true, patience, TimeSpan.FromMinutes(1)), cancellation);
        var holders = await PostgresActivity.OfAsync(session, await books.HoldersAsync(session, cancellation), cancellation);
        throw new TargetException(TargetCodes.Busy.Finding(
            $"{place.Name}: another writer has been at work for {patience.TotalSeconds:0.##} s{(holders.Count > 0 ? $": {string.Join("; ", holders)}" : "")}.",
            target: address.ToString(),
            remedy: "Wait until it has finished, or end it with `SELECT pg_terminate_backend(PROCESS)`, then run the same command again; nothing was written."));
    }
}
