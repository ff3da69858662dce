using System.Text;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>What is left of a run: receipts and ledgers as text, to be compared with those of the same run without a fault.</summary>
public static class RunStory
{
    /// <summary>One receipt per change, all of them ours; the ledger of every target. The audit is intact and the environment's lock is free, or the test fails.</summary>
    public static async Task<string> TellAsync(Scenario world, RunRecord run)
    {
        var story = new StringBuilder();
        var index = (await world.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value;
        foreach (var plan in index.Targets)
        {
            var root = $"journal/{run.Id}/{plan.Address}/{plan.Digest.Short}/applied/";
            await foreach (var name in world.Store.Blobs.ListAsync(BlobArea.Plans, root, CancellationToken.None))
            {
                await foreach (var receipt in world.Store.Blobs.ReadLinesAsync<Receipt>(BlobArea.Plans, name, CancellationToken.None))
                {
                    Assert.True(receipt.Ours, $"{receipt.Item} {receipt.Status}");
                    story.AppendLine($"receipt {plan.Address} {receipt.Change} {receipt.Item}");
                }
            }

            story.AppendLine(await LedgerAsync(world, plan.Address));
        }

        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", run.Id, CancellationToken.None)).State);
        Assert.Null(await new EnvironmentLock(world.Store.Records, world.Time).OwnerAsync("production", CancellationToken.None));
        return story.ToString();
    }

    /// <summary>How many changes of a run were written, as its journal says; none where there is no plan.</summary>
    public static async Task<int> ReceiptsAsync(Scenario world, RunRecord run) =>
        await world.Store.Blobs.ListAsync(BlobArea.Plans, $"journal/{run.Id}/", CancellationToken.None).CountAsync(name => name.Contains("/applied/", StringComparison.Ordinal));

    /// <summary>The items of a target's ledger, with their checksums.</summary>
    public static async Task<string> LedgerAsync(Scenario world, TargetAddress address)
    {
        var pointer = await new EnvironmentRecords(world.Store.Records).LedgerAsync(address, CancellationToken.None);
        var lines = pointer is null ? [] : await world.Store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, pointer.Blob, CancellationToken.None)
            .Where(entry => entry.Columns is null)
            .Select(entry => $"{entry.Item} {entry.Checksum.Short}").ToListAsync();
        return string.Join('\n', lines);
    }
}
