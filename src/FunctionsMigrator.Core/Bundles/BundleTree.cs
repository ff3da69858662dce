using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Bundles;

/// <summary>The files of stored bundles. A file is read whole and checked against its checksum before anybody sees a byte of it.</summary>
internal sealed class BundleTree(IBlobStore blobs, IReadOnlyList<ManifestEntry> entries) : ISourceTree
{
    private readonly Dictionary<string, Digest> _checksums = entries.ToDictionary(entry => entry.Path, entry => entry.Sha256, StringComparer.Ordinal);

    public IReadOnlyList<SourceFile> Files { get; } = [.. entries.Select(entry => entry.Path).Order(StringComparer.Ordinal).Select(path => new SourceFile(path, 0))];

    public static string Content(Digest sha256) => $"files/{sha256}";

    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        var expected = _checksums[path];
        await using (var check = await StreamAsync(path, expected, cancellation))
        {
            if (await Digest.OfAsync(check, cancellation) != expected)
            {
                throw new StoreException(BundleCodes.Damaged.Finding($"The stored bytes of {path} do not have the checksum {expected.Short}."));
            }
        }

        return await StreamAsync(path, expected, cancellation);
    }

    private async Task<Stream> StreamAsync(string path, Digest sha256, CancellationToken cancellation) =>
        await blobs.OpenAsync(BlobArea.Bundles, Content(sha256), cancellation)
            ?? throw new StoreException(BundleCodes.Damaged.Finding($"The stored bytes of {path} are gone."));
}
