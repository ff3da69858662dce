using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>
/// What the audit tells of notices: who was told of what by which channel, and who could not be. Never what was said, and no address. The steps of a run append what is settled by then;
/// what is settled once the run is sealed, such as how it ended, gets a chain of its own beside it.
/// </summary>
internal static class NoticeAudit
{
    private const string Host = "fm";

    /// <summary>An entry for each receiver with whom a notice is settled, with a key that is the same whoever writes it.</summary>
    /// <param name="records">The store.</param>
    /// <param name="run">The run.</param>
    /// <param name="notice">One notice; null: all of the run.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(IRecordStore records, RunRecord run, string? notice, CancellationToken cancellation)
    {
        var entries = new List<AuditEntry>();
        await foreach (var stored in records.ListAsync(RunPartitions.NoticeDeliveries, notice is null ? $"{run.Id}/" : $"{run.Id}/{notice}/", cancellation))
        {
            if (stored.Read<NoticeRecord>() is { State: NoticeState.Sent or NoticeState.GivenUp } told)
            {
                entries.Add(Entry(run, told, stored.Key[(stored.Key.LastIndexOf('/') + 1)..]));
            }
        }

        return [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
    }

    /// <summary>Records what became of one notice of a run that is over. Again, it finds what it wrote.</summary>
    public static async Task LeftAsync(AuditLog log, IRecordStore records, RunRecord run, string notice, CancellationToken cancellation)
    {
        var left = new List<AuditEntry>();
        foreach (var entry in await EntriesAsync(records, run, notice, cancellation))
        {
            var appended = await log.AppendAsync(run.Id, [entry], cancellation);
            if (!appended.Succeeded)
            {
                Require(appended, AuditCodes.Sealed);
                left.Add(entry);
            }
        }

        if (left.Count == 0)
        {
            return;
        }

        var chain = $"{run.Id}-notice-{notice}";
        Require(await log.AppendAsync(chain, [.. left.Select(entry => entry with { Details = new Dictionary<string, string>(entry.Details!, StringComparer.Ordinal) { ["run"] = run.Id } })], cancellation), AuditCodes.Sealed);
        Require(await log.SealAsync(run.Environment, chain, Host, cancellation), null);
    }

    private static AuditEntry Entry(RunRecord run, NoticeRecord told, string receiver)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["notice"] = told.Notice,
            ["kind"] = JsonNamingPolicy.KebabCaseLower.ConvertName(told.Kind.ToString()),
            ["channel"] = told.Channel,
            ["receiver"] = receiver,
            ["to"] = told.Receiver,
            ["attempts"] = told.Attempts.ToString(CultureInfo.InvariantCulture),
        };
        if (told is { State: NoticeState.GivenUp, Failure: { } failure })
        {
            // The code alone: what a server said may repeat an address.
            details[AuditDetails.Code] = failure.Split(':')[0];
        }

        return new AuditEntry($"notice-{told.Notice}-{receiver}", told.State is NoticeState.Sent ? AuditEvents.Notified : AuditEvents.NotNotified, told.At, Host)
        {
            Commit = run.Commit,
            BundleDigest = run.Bundle,
            PolicyDigest = run.RulesFrom,
            Details = details,
        };
    }

    private static void Require<T>(Outcome<T> stood, FailureCode? but)
    {
        if (!stood.Succeeded && stood.Findings[0].Code != but?.Code)
        {
            throw new StoreException(stood.Findings[0]);
        }
    }
}
