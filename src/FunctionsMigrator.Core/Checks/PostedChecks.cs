using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Checks;

/// <summary>Results that were posted to the host, by commit and name. A later one replaces an earlier one of the same name.</summary>
/// <param name="records">The store.</param>
public sealed class PostedChecks(IRecordStore records)
{
    /// <summary>Stores a result; one that is older than what stands changes nothing. Answers what stands.</summary>
    public Task<CheckResult> SetAsync(string commit, CheckResult result, CancellationToken cancellation) =>
        records.SetAsync<CheckResult>(RunPartitions.Checks, $"{commit}/{result.Name}", stands => stands is not null && stands.At > result.At ? stands : result, cancellation);

    /// <summary>All results of a commit.</summary>
    public async Task<IReadOnlyList<CheckResult>> ListAsync(string commit, CancellationToken cancellation)
    {
        var results = new List<CheckResult>();
        await foreach (var stored in records.ListAsync(RunPartitions.Checks, commit + "/", cancellation))
        {
            results.Add(stored.Read<CheckResult>());
        }

        return results;
    }
}
