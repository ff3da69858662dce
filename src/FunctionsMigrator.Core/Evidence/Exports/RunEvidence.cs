using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>
/// Everything that shows what a run did and who let it, as files beside its chain: plan, findings, rehearsals, decisions with the keys that verify their signatures, receipts,
/// measurements, notices, the policy and people that decided, and a summary to read and print. What the store keeps as blobs is copied byte for byte.
/// </summary>
public sealed class RunEvidence(MigratorServices services)
{
    private const int MostRounds = 1_000;
    private readonly IBlobStore _blobs = services.Store.Blobs;

    /// <summary>Writes the files, and last the manifest over everything that lies in the folder.</summary>
    /// <param name="row">The run, as reports tell it.</param>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where the chain was exported to.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(EvidenceManifest Manifest, Digest Digest)> WriteAsync(RunRow row, RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        await JsonAsync(folder, "run.json", run, cancellation);
        await JsonAsync(folder, "report.json", row, cancellation);
        var plan = await PlanAsync(run, folder, cancellation);
        if (run.Findings is { } findings)
        {
            await CopyAsync(BlobArea.Plans, findings, folder, "findings.jsonl", cancellation);
        }

        await RehearsalsAsync(run, folder, cancellation);
        await DecisionsAsync(run, folder, cancellation);
        await ReceiptsAsync(run, folder, cancellation);
        await RecordsAsync(RunPartitions.Measurements(run.Id), "", folder, "measurements.json", cancellation);
        await RecordsAsync(RunPartitions.Notices, $"{run.Id}/", folder, "notices.json", cancellation);
        await RulesAsync(run, folder, cancellation);
        var audit = await AuditAsync(run, folder, cancellation);
        await folder.WriteAsync("summary.html", (stream, token) => EvidenceHtml.WriteAsync(stream, row, run, plan, plan is null ? null : target => PlanLines.Of(_blobs, target, token), audit, token), cancellation);
        return await SealAsync(run, folder, cancellation);
    }

    private static async Task<(EvidenceManifest Manifest, Digest Digest)> SealAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        var files = new List<EvidenceFile>();
        foreach (var path in folder.List())
        {
            await using var stream = folder.Open(path)!;
            files.Add(new EvidenceFile(path, await Digest.OfAsync(stream, cancellation), stream.Length));
        }

        var manifest = new EvidenceManifest(AuditRecord.PresentFormat, run.Environment, run.Id, files);
        var bytes = CanonicalJson.OfRecord(manifest);
        await folder.WriteAsync(EvidenceManifest.Name, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellation);
        return (manifest, Digest.Of(bytes));
    }

    private async Task<PlanIndex?> PlanAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        if (run.Plan is not { } summary || await _blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, summary.Blob, cancellation) is not { } index)
        {
            return null;
        }

        await CopyAsync(BlobArea.Plans, summary.Blob, folder, "plan/plan.json", cancellation);
        foreach (var target in index.Targets.Where(target => target.Lines is not null))
        {
            await CopyAsync(BlobArea.Plans, target.Lines!, folder, $"plan/changes/{Safe(target.Address.ToString())}.jsonl", cancellation);
        }

        return index;
    }

    private async Task RehearsalsAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (!await RecordsAsync(RunPartitions.Rehearsals(run.Id, round), "", folder, $"rehearsals/round-{round}.json", cancellation) && round > 0)
            {
                break;
            }
        }
    }

    private async Task DecisionsAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        var decisions = await new CommandLog(services.Store.Records).ReadAsync(run.Id, 0, cancellation);
        await JsonAsync(folder, "decisions.json", decisions, cancellation);
        var keys = new DecisionKeys(_blobs);
        foreach (var kid in decisions.Select(decision => decision.Signature is { } signature ? DecisionJws.KeyOf(signature) : null).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await keys.FindAsync(kid, cancellation) is { } key)
            {
                await JsonAsync(folder, $"keys/{kid}.json", key, cancellation);
            }
        }
    }

    private async Task ReceiptsAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        var prefix = $"journal/{run.Id}/";
        await foreach (var name in _blobs.ListAsync(BlobArea.Plans, prefix, cancellation))
        {
            await CopyAsync(BlobArea.Plans, name, folder, $"receipts/{Safe(name[prefix.Length..])}.jsonl", cancellation);
        }
    }

    // The texts that people reviewed, and the rules as they were read from them.
    private async Task RulesAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        if (run.RulesFrom is not { } rules)
        {
            return;
        }

        await CopyAsync(BlobArea.Bundles, $"rules/{rules}", folder, "policy/rules.json", cancellation);
        await foreach (var file in _blobs.ReadLinesAsync<StoredFile>(BlobArea.Bundles, $"manifests/{rules}", cancellation))
        {
            await CopyAsync(BlobArea.Bundles, BundleTree.Content(file.Sha256), folder, $"policy/files/{Safe(file.Path)}", cancellation);
        }
    }

    private async Task<IReadOnlyList<AuditRecord>> AuditAsync(RunRecord run, IEvidenceFolder folder, CancellationToken cancellation)
    {
        var records = await new AuditLog(_blobs, services.Store.Records, services.Time).ReadAsync(run.Id, cancellation).ToListAsync(cancellation);
        List<AuditRecord> commits = [.. records.Where(record => record.Event is AuditEvents.CommitVerified or AuditEvents.CommitRefused)];
        if (commits.Count > 0)
        {
            await JsonAsync(folder, "commits.json", commits, cancellation);
        }

        return records;
    }

    private async Task<bool> RecordsAsync(string partition, string prefix, IEvidenceFolder folder, string path, CancellationToken cancellation)
    {
        var records = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var record in services.Store.Records.ListAsync(partition, prefix, cancellation))
        {
            records[record.Key] = record.Value;
        }

        if (records.Count == 0)
        {
            return false;
        }

        await JsonAsync(folder, path, records, cancellation);
        return true;
    }

    private async Task CopyAsync(BlobArea area, string name, IEvidenceFolder folder, string path, CancellationToken cancellation)
    {
        var stream = await _blobs.OpenAsync(area, name, cancellation);
        if (stream is null)
        {
            return;
        }

        await using (stream)
        {
            await folder.WriteAsync(path, stream.CopyToAsync, cancellation);
        }
    }

    private static Task JsonAsync<T>(IEvidenceFolder folder, string path, T value, CancellationToken cancellation) =>
        folder.WriteAsync(path, (stream, token) => JsonSerializer.SerializeAsync(stream, value, FmJson.Indented, token), cancellation);

    // Names that every file system takes, each of one text only.
    private static string Safe(string name)
    {
        var safe = new StringBuilder();
        foreach (var piece in Encoding.UTF8.GetBytes(name))
        {
            safe = char.IsAsciiLetterOrDigit((char)piece) || "-_/.".Contains((char)piece) ? safe.Append((char)piece) : safe.Append(System.Globalization.CultureInfo.InvariantCulture, $"~{piece:X2}");
        }

        return safe.ToString();
    }
}
