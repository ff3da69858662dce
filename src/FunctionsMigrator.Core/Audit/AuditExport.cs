using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// Copies the audit of an environment or a run, byte for byte, into the audit area of an empty store, such as a folder. What is broken is copied as it is:
/// its verification says the same. The manifest is written last, so an interrupted export is none.
/// </summary>
public sealed class AuditExport(IBlobStore blobs, AuditLog log)
{
    private readonly BlobAuditSource _source = new(blobs);

    /// <summary>Copies the chain of an environment and every run that it links. <c>AUD009</c>: there is none.</summary>
    public async Task<Outcome<AuditManifest>> ExportEnvironmentAsync(string environment, IBlobStore export, CancellationToken cancellation)
    {
        var anchor = await log.AnchorAsync(environment, cancellation);
        var (count, head) = (0, (Digest?)null);
        await foreach (var name in _source.ListAsync(AuditNames.Folder(environment), cancellation))
        {
            var bytes = await CopyAsync(name, export, cancellation);
            if (AuditFormat.Read<AuditLink>(bytes) is not { } link)
            {
                continue;
            }

            await CopyRunAsync(link.Run, export, cancellation);
            (count, head) = link.Number > count ? (link.Number, Digest.Of(bytes)) : (count, head);
        }

        // The end that the records know of: a chain whose tail was cut before the export is then still found cut after it.
        return anchor is null && count == 0
            ? AuditCodes.Unknown.Fail<AuditManifest>($"No run of environment {environment} was sealed.")
            : await FinishAsync(
                anchor?.Count >= count
                    ? new AuditManifest(AuditRecord.PresentFormat, environment, anchor.Count, anchor.Head)
                    : new AuditManifest(AuditRecord.PresentFormat, environment, count, head),
                export,
                cancellation);
    }

    /// <summary>Copies one run with its link. <c>AUD009</c>: there is no such run; <c>AUD005</c>: its link is broken, so export the environment.</summary>
    public async Task<Outcome<AuditManifest>> ExportRunAsync(string environment, string run, IBlobStore export, CancellationToken cancellation)
    {
        var found = await log.FindLinkAsync(environment, run, cancellation);
        if (!found.Succeeded)
        {
            return found.As<AuditManifest>();
        }

        var link = found.Value;
        var copied = await CopyRunAsync(run, export, cancellation);
        if (copied == 0 && link is null)
        {
            return AuditCodes.Unknown.Fail<AuditManifest>($"There is no audit record of run {run}.");
        }

        var head = link is null ? (Digest?)null : Digest.Of(await CopyAsync(AuditNames.Of(environment, link.Number), export, cancellation));
        return await FinishAsync(new AuditManifest(AuditRecord.PresentFormat, environment, link?.Number ?? 0, head, run), export, cancellation);
    }

    private async Task<int> CopyRunAsync(string run, IBlobStore export, CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var name in _source.ListAsync(AuditNames.Folder(run), cancellation))
        {
            await CopyAsync(name, export, cancellation);
            count++;
        }

        return count;
    }

    private async Task<byte[]> CopyAsync(string name, IBlobStore export, CancellationToken cancellation)
    {
        var bytes = await _source.ReadAsync(name, cancellation) ?? throw new StoreException(AuditCodes.Gap.Finding($"{name} vanished while it was exported."));
        await WriteAsync(name, bytes, export, cancellation);
        return bytes;
    }

    private static async Task<Outcome<AuditManifest>> FinishAsync(AuditManifest manifest, IBlobStore export, CancellationToken cancellation)
    {
        await WriteAsync(AuditManifest.Name, AuditFormat.Write(manifest), export, cancellation);
        return Outcome.Of(manifest);
    }

    private static Task<bool> WriteAsync(string name, byte[] bytes, IBlobStore export, CancellationToken cancellation) =>
        export.TryCreateAsync(BlobArea.Audit, name, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellation);
}
