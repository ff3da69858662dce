namespace FunctionsMigrator.Core.Ports;

/// <summary>A record store that can name its partitions; what a copy of a whole store needs beyond <see cref="IRecordStore"/>.</summary>
public interface IRecordPartitions
{
    /// <summary>Every partition that holds a record, once each, in any order.</summary>
    IAsyncEnumerable<string> ListPartitionsAsync(CancellationToken cancellation);
}
