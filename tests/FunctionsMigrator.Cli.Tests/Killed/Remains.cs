using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>What a run leaves behind, as text that is the same for two runs that did the same.</summary>
internal static partial class Remains
{
    public static async Task<string> TellAsync(LocalHost host, string repository, RunRecord run)
    {
        var told = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{run.State} {run.ReasonCode} {run.Reason}");
        foreach (var region in new[] { "west", "east" })
        {
            told.AppendLine(await File.ReadAllTextAsync(Path.Combine(repository, "data", region, "config", "settings.json")));
            told.AppendLine(await RowsAsync(Path.Combine(repository, "data", region, "db.sqlite")));
        }

        foreach (var plan in (await host.Migrator.GetPlanAsync(run.Id, CancellationToken.None)).Value.Targets)
        {
            await ReceiptsAsync(told, host.Services.Store.Blobs, run, plan);
            await LedgerAsync(told, host.Services.Store, plan);
        }

        await foreach (var record in host.Migrator.ReadAuditAsync(run.Id, CancellationToken.None))
        {
            told.AppendLine(CultureInfo.InvariantCulture, $"audit {record.Ordinal} {record.Event} {record.Actor} {record.Target} {record.PreChecksum} {record.PostChecksum} {Details(record, run)}");
        }

        var verified = await host.Audit.VerifyAsync(run.Environment, run.Id, CancellationToken.None);
        var owner = await new EnvironmentLock(host.Services.Store.Records, TimeProvider.System).OwnerAsync(run.Environment, CancellationToken.None);
        return told.AppendLine(CultureInfo.InvariantCulture, $"audit {verified.State}, lock {owner ?? "free"}").ToString();
    }

    // A signature is over the instant of the decision, which is another one in every run.
    private static string Details(AuditRecord record, RunRecord run)
    {
        var details = string.Join("; ", (record.Details ?? new Dictionary<string, string>()).Where(detail => detail.Key != "signature").OrderBy(detail => detail.Key, StringComparer.Ordinal).Select(detail => $"{detail.Key}={detail.Value}"));
        return Hex().Replace(details.Replace(run.Id, "RUN", StringComparison.Ordinal), "HEX");
    }

    // Two receipts for one change would be two lines.
    private static async Task ReceiptsAsync(StringBuilder told, IBlobStore blobs, RunRecord run, TargetPlan plan)
    {
        foreach (var direction in new[] { "applied", "undone" })
        {
            var root = $"journal/{run.Id}/{plan.Address}/{plan.Digest.Short}/{direction}/";
            await foreach (var name in blobs.ListAsync(BlobArea.Plans, root, CancellationToken.None))
            {
                await foreach (var receipt in blobs.ReadLinesAsync<Receipt>(BlobArea.Plans, name, CancellationToken.None))
                {
                    Assert.True(receipt.Ours, $"{receipt.Item} {receipt.Status}");
                    told.AppendLine(CultureInfo.InvariantCulture, $"{direction} {plan.Address} {receipt.Change} {receipt.Item} {receipt.Pre?.Short} {receipt.Post?.Short}");
                }
            }
        }
    }

    private static async Task LedgerAsync(StringBuilder told, IStore store, TargetPlan plan)
    {
        var pointer = await new EnvironmentRecords(store.Records).LedgerAsync(plan.Address, CancellationToken.None);
        await foreach (var entry in store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, pointer!.Blob, CancellationToken.None))
        {
            told.AppendLine(CultureInfo.InvariantCulture, $"ledger {plan.Address} {entry.Item} {entry.Checksum.Short}");
        }
    }

    private static async Task<string> RowsAsync(string file)
    {
        var told = new List<string?>();
        await using var database = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        foreach (var query in new[] { "SELECT group_concat(name) FROM pragma_table_info('colours')", "SELECT group_concat(code || '=' || name) FROM (SELECT * FROM colours ORDER BY code)" })
        {
            using var command = new SqliteCommand(query, database);
            told.Add((await command.ExecuteScalarAsync())?.ToString());
        }

        return string.Join('\n', told);
    }

    // Digests that hold an instant, such as that of a policy with a freeze of this very test.
    [GeneratedRegex("[0-9a-f]{8,}")]
    private static partial Regex Hex();
}
