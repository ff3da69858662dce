using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Keeps all findings of a run as a blob, and the worst ten in its record.</summary>
internal sealed class RunFindings(IBlobStore blobs, RunStore runs)
{
    private const int Shown = 10;

    /// <summary>Replaces what the run shows as found.</summary>
    public async Task StoreAsync(string run, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        if (findings.Count == 0)
        {
            return;
        }

        var digest = Digest.Of(System.Text.Json.JsonSerializer.Serialize(findings, FmJson.Line));
        var blob = $"findings/{digest}";
        await blobs.TryCreateLinesAsync(BlobArea.Plans, blob, findings.ToAsyncEnumerable(), cancellation);
        var worst = findings.OrderByDescending(finding => finding.Severity).Take(Shown).ToList();
        await runs.UpdateAsync(run, record => record with { Findings = blob, TopFindings = worst }, cancellation);
    }
}
