using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Keeps all findings of a run as a blob, and the worst ten in its record: what was found in the commit, and what the last plan found.</summary>
internal sealed class RunFindings(IBlobStore blobs, RunStore runs)
{
    private const int Shown = 10;

    /// <summary>What was found in the commit: its files and its signatures. It stays beside whatever its plans find.</summary>
    public async Task OfCommitAsync(string run, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        var blob = await SaveAsync(findings, cancellation);
        await runs.UpdateAsync(run, record => record with { CommitFindings = blob, Findings = blob, TopFindings = Worst(findings) }, cancellation);
    }

    /// <summary>What the plan that stands now found; takes the place of what the one before found.</summary>
    public async Task OfPlanAsync(RunRecord run, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        var all = findings.ToList();
        if (run.CommitFindings is { } commit)
        {
            await foreach (var finding in blobs.ReadLinesAsync<Finding>(BlobArea.Plans, commit, cancellation))
            {
                all.Add(finding);
            }
        }

        var blob = await SaveAsync(all, cancellation);
        await runs.UpdateAsync(run.Id, record => record with { Findings = blob, TopFindings = Worst(all) }, cancellation);
    }

    private static IReadOnlyList<Finding> Worst(IReadOnlyList<Finding> findings) => [.. findings.OrderByDescending(finding => finding.Severity).Take(Shown)];

    private async Task<string?> SaveAsync(IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        if (findings.Count == 0)
        {
            return null;
        }

        var blob = $"findings/{Digest.Of(System.Text.Json.JsonSerializer.Serialize(findings, FmJson.Line))}";
        await blobs.TryCreateLinesAsync(BlobArea.Plans, blob, findings.ToAsyncEnumerable(), cancellation);
        return blob;
    }
}
