using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>What became of notices.</summary>
public sealed class NoticeRecords(IRecordStore records)
{
    /// <summary>Who was told what about a run, in the order in which it was due, and what could not be sent.</summary>
    public async Task<IReadOnlyList<NoticeRecord>> OfRunAsync(string run, CancellationToken cancellation)
    {
        var told = new List<NoticeRecord>();
        await foreach (var stored in records.ListAsync(RunPartitions.NoticeDeliveries, $"{run}/", cancellation))
        {
            told.Add(stored.Read<NoticeRecord>());
        }

        return [.. told.OrderBy(record => record.DueAt).ThenBy(record => record.Notice, StringComparer.Ordinal).ThenBy(record => record.Channel, StringComparer.Ordinal).ThenBy(record => record.Receiver, StringComparer.Ordinal)];
    }
}
