using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Bundles;

/// <summary>The files of stored bundles. A file is read whole and checked against its checksum before anybody sees a byte of it.</summary>
internal sealed class BundleTree(IBlobStore blobs, IReadOnlyList<StoredFile> files) : ISourceTree
{
    private readonly Dictionary<string, Digest> _checksums = files.ToDictionary(file => file.Path, file => file.Sha256, StringComparer.Ordinal);

    public IReadOnlyList<SourceFile> Files { get; } = [.. files.Select(file => new SourceFile(file.Path, file.Length))];

    public static string Content(Digest sha256) => $"files/{sha256}";

    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!_checksums.TryGetValue(path, out var expected))
        {
            throw new ArgumentException($"'{path}' is no file of this bundle.", nameof(path));
        }

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
