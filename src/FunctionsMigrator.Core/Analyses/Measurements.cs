using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>The measurements that were kept of runs.</summary>
/// <param name="records">Where they are kept.</param>
public sealed class Measurements(IRecordStore records)
{
    /// <summary>All measurements of a run, in the order in which they were taken; those of one moment by analysis and region. They are in memory for that: some hundred bytes each.</summary>
    public async IAsyncEnumerable<Measurement> ReadAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var all = new List<Measurement>();
        await foreach (var stored in records.ListAsync(RunPartitions.Measurements(run), "", cancellation))
        {
            all.Add(stored.Read<Measurement>());
        }

        foreach (var one in all.OrderBy(one => one.At).ThenBy(one => one.Analysis, StringComparer.Ordinal).ThenBy(one => one.Region, StringComparer.Ordinal))
        {
            yield return one;
        }
    }
}
