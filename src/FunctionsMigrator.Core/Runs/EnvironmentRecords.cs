using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>What environments hold: the last good run, and each target's ledger.</summary>
public sealed class EnvironmentRecords(IRecordStore records)
{
    /// <summary>The last good run; null before the first.</summary>
    public async Task<GoodRun?> GoodAsync(string environment, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Environments, environment, cancellation))?.Read<GoodRun>();

    /// <summary>Sets the last good run. The caller holds the environment's lock.</summary>
    public Task SetGoodAsync(string environment, GoodRun good, CancellationToken cancellation) =>
        records.SetAsync<GoodRun>(RunPartitions.Environments, environment, _ => good, cancellation);

    /// <summary>Which blob is the target's ledger; null at first contact.</summary>
    public async Task<LedgerPointer?> LedgerAsync(TargetAddress address, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Ledgers, address.ToString(), cancellation))?.Read<LedgerPointer>();

    /// <summary>
    /// Moves a target's ledger. Answers false, with nothing changed, when it is not <paramref name="from"/> (null: first contact) any more. Moving it to where it is
    /// is done already.
    /// </summary>
    public async Task<bool> MoveLedgerAsync(TargetAddress address, string? from, LedgerPointer to, CancellationToken cancellation)
    {
        var key = address.ToString();
        var stored = await records.GetAsync(RunPartitions.Ledgers, key, cancellation);
        var current = stored?.Read<LedgerPointer>();
        if (current is not null && current.Blob == to.Blob && current.Run == to.Run && current.Structure == to.Structure)
        {
            return true;
        }

        if (current?.Blob != from)
        {
            return false;
        }

        return (stored is null
            ? await records.TryCreateAsync(RunPartitions.Ledgers, key, to, cancellation)
            : await records.TryReplaceAsync(RunPartitions.Ledgers, key, to, stored.ETag, cancellation)) is not null;
    }
}
