using EvolveDb;
using EvolveDb.Configuration;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>Evolve, which reads Flyway's names and compares checksums.</summary>
internal sealed class EvolvePeer() : InProcessPeer("Evolve", "script")
{
    public override async Task RunAsync(ScriptWork work, CancellationToken cancellation)
    {
        await using var connection = Connect(work);
        new Evolve(connection, _ => { }) { Locations = [work.Versioned], TransactionMode = TransactionKind.CommitEach, IsEraseDisabled = true }.Migrate();
    }
}
