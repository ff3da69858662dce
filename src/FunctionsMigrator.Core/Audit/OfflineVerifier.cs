using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// Verifies an export without the store it came from, by the code that verifies a store. Who can change an export as a whole can also make up another one that fits
/// in itself; only a head that was noted elsewhere tells the two apart.
/// </summary>
public sealed class OfflineVerifier(IBlobStore export)
{
    private readonly BlobAuditSource _source = new(export);

    /// <summary>
    /// Verifies everything that the export holds. <paramref name="expectedHead"/> is the head that was noted when it was made; null to trust the manifest.
    /// <c>AUD012</c>: it is no export; <c>AUD011</c>: it is one of a newer version.
    /// </summary>
    public async Task<Outcome<AuditReport>> VerifyAsync(Digest? expectedHead, CancellationToken cancellation)
    {
        var bytes = await _source.ReadAsync(AuditManifest.Name, cancellation);
        if (bytes is null || AuditFormat.Read<AuditManifest>(bytes) is not { Format: >= 1, Links: >= 0 and <= AuditNames.Longest } manifest)
        {
            return AuditCodes.NoExport.Fail<AuditReport>($"{AuditManifest.Name} is missing or damaged.");
        }

        if (manifest.Format > AuditRecord.PresentFormat)
        {
            return AuditCodes.Format.Fail<AuditReport>($"{AuditManifest.Name} has format {manifest.Format}, this program knows {AuditRecord.PresentFormat}.");
        }

        if (expectedHead is not null && expectedHead != manifest.Head)
        {
            return Outcome.Of(new AuditReport(manifest.Environment, OtherHead(manifest, expectedHead.Value), []));
        }

        return Outcome.Of(manifest.Run is null
            ? await new AuditVerifier(_source).VerifyEnvironmentAsync(manifest.Environment, Anchor(manifest), cancellation)
            : await VerifyRunAsync(manifest, manifest.Run, cancellation));
    }

    private static AuditAnchor? Anchor(AuditManifest manifest) => manifest.Head is { } head ? new AuditAnchor(manifest.Links, head) : null;

    private static AuditVerdict OtherHead(AuditManifest manifest, Digest expected) => new(
        manifest.Environment,
        AuditState.Broken,
        0,
        BadRecord: AuditManifest.Name,
        Finding: AuditCodes.BadLink.Finding($"The export ends in {manifest.Head?.Hex ?? "no link"}; expected {expected}."));

    private async Task<AuditReport> VerifyRunAsync(AuditManifest manifest, string run, CancellationToken cancellation)
    {
        if (manifest.Links == 0)
        {
            return new AuditReport(manifest.Environment, null, [await new AuditVerifier(_source).VerifyRunAsync(run, null, cancellation)]);
        }

        var name = AuditNames.Of(manifest.Environment, manifest.Links);
        var bytes = await _source.ReadAsync(name, cancellation);
        var link = bytes is null || Digest.Of(bytes) != manifest.Head ? null : AuditFormat.Read<AuditLink>(bytes);
        return link?.Run == run && link.Environment == manifest.Environment
            ? new AuditReport(manifest.Environment, null, [await new AuditVerifier(_source).VerifyRunAsync(run, link, cancellation)])
            : new AuditReport(
                manifest.Environment,
                new AuditVerdict(
                    manifest.Environment,
                    AuditState.Broken,
                    0,
                    BadRecord: name,
                    Finding: (bytes is null ? AuditCodes.Gap : AuditCodes.Edited).Finding($"{name}, the link of run {run}, is missing or is not what {AuditManifest.Name} states.")),
                []);
    }
}
