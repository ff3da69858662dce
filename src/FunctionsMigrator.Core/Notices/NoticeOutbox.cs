using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Where steps put what people are to be told. Storing is all a run waits for; the sweep sends, and sends again what could not be sent.</summary>
public sealed class NoticeOutbox(IRecordStore records)
{
    /// <summary>Stores a notice. One of the same run and key changes nothing, so a step that is executed again tells nobody twice.</summary>
    public Task AddAsync(Notice notice, CancellationToken cancellation) =>
        records.TryCreateAsync(RunPartitions.Notices, $"{notice.Run}/{notice.Key}", notice, cancellation);
}
