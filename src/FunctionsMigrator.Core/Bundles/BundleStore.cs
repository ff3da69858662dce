using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Bundles;

/// <summary>
/// Keeps bundles, content-addressed and created once. A bundle's digest is SHA-256 over <c>fm-bundle-v1</c> and one line <c>path NUL kind NUL sha256</c> per file in ordinal
/// order of paths, each line ended by LF. A manifest is the blob <c>manifests/DIGEST</c>, a file's normalised bytes are the blob <c>files/SHA256</c>.
/// </summary>
public sealed class BundleStore(IBlobStore blobs)
{
    private const int AtOnce = 8;

    /// <summary>
    /// Stores the files of a repository. What is there already is left as it is. The manifests come last: a bundle that is in the store is there with all its files.
    /// </summary>
    /// <exception cref="InvalidOperationException">A file no longer has the checksum that the manifest gives; nothing was stored for it.</exception>
    public async Task<BundleRef> SaveAsync(MetadataRepository repository, CancellationToken cancellation)
    {
        // Each file waits for the disk or the service, so several wait at once.
        var files = new List<StoredFile>(repository.Manifest.Count);
        foreach (var some in repository.Manifest.Chunk(AtOnce))
        {
            files.AddRange(await Task.WhenAll(some.Select(entry => SaveAsync(repository.Tree, entry, cancellation))));
        }

        return new BundleRef(
            await SaveManifestAsync(files.Where(file => !file.Entry.IsPolicy), cancellation),
            await SaveManifestAsync(files.Where(file => file.Entry.IsPolicy), cancellation));
    }

    /// <summary>The digest of files, whatever order they are named in.</summary>
    public static Digest DigestOf(IEnumerable<ManifestEntry> manifest)
    {
        var text = new StringBuilder("fm-bundle-v1\n");
        foreach (var entry in manifest.OrderBy(entry => entry.Path, StringComparer.Ordinal).ThenBy(entry => entry.Kind, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Path}\0{entry.Kind}\0{entry.Sha256}\n");
        }

        return Digest.Of(text.ToString());
    }

    /// <summary>
    /// The files of a bundle together with policies and people of a digest, perhaps of another commit. A digest that is not in the store is <c>BND001</c>,
    /// a manifest that does not have its digest <c>BND002</c>, a path that both sides have with other contents <c>BND004</c>. Damaged contents are thrown as
    /// <see cref="StoreException"/> when they are opened.
    /// </summary>
    public async Task<Outcome<ISourceTree>> OpenAsync(Digest bundle, Digest policy, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, StoredFile>(StringComparer.Ordinal);
        foreach (var digest in new[] { bundle, policy })
        {
            var manifest = await ReadManifestAsync(digest, cancellation);
            if (!manifest.TryGet(out var read))
            {
                return manifest.As<ISourceTree>();
            }

            foreach (var file in read)
            {
                if (!files.TryAdd(file.Path, file) && files[file.Path].Sha256 != file.Sha256)
                {
                    return BundleCodes.PathOfBoth.Fail<ISourceTree>(
                        $"{file.Path} is a file of bundle {bundle.Short} and, with other contents, of the policies and people {policy.Short} that judge it.", new Place(file.Path));
                }
            }
        }

        return Outcome.Of<ISourceTree>(new BundleTree(blobs, [.. files.Values]));
    }

    private static string Manifest(Digest digest) => $"manifests/{digest}";

    private async Task<Outcome<IReadOnlyList<StoredFile>>> ReadManifestAsync(Digest digest, CancellationToken cancellation)
    {
        if (!await blobs.ExistsAsync(BlobArea.Bundles, Manifest(digest), cancellation))
        {
            return BundleCodes.Missing.Fail<IReadOnlyList<StoredFile>>($"Bundle {digest.Short} is not in the store.");
        }

        try
        {
            var files = await blobs.ReadLinesAsync<StoredFile>(BlobArea.Bundles, Manifest(digest), cancellation).ToListAsync(cancellation);
            return DigestOf(files.Select(file => file.Entry)) == digest
                ? Outcome.Of<IReadOnlyList<StoredFile>>(files)
                : BundleCodes.ManifestDamaged.Fail<IReadOnlyList<StoredFile>>($"The stored list of files of bundle {digest.Short} does not have its digest.");
        }
        catch (StoreException damaged) when (damaged.Finding.Code == StoreCodes.Corrupt.Code)
        {
            return BundleCodes.ManifestDamaged.Fail<IReadOnlyList<StoredFile>>($"The stored list of files of bundle {digest.Short} cannot be read.");
        }
    }

    private async Task<Digest> SaveManifestAsync(IEnumerable<StoredFile> files, CancellationToken cancellation)
    {
        StoredFile[] sorted = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal).ThenBy(file => file.Kind, StringComparer.Ordinal)];
        var digest = DigestOf(sorted.Select(file => file.Entry));
        await blobs.TryCreateLinesAsync(BlobArea.Bundles, Manifest(digest), sorted.ToAsyncEnumerable(), cancellation);
        return digest;
    }

    private async Task<StoredFile> SaveAsync(ISourceTree tree, ManifestEntry entry, CancellationToken cancellation)
    {
        var name = BundleTree.Content(entry.Sha256);
        long length = 0;
        if (await blobs.ExistsAsync(BlobArea.Bundles, name, cancellation)
            || !await blobs.TryCreateAsync(BlobArea.Bundles, name, async (target, token) => length = await CopyAsync(tree, entry, target, token), cancellation))
        {
            length = await CopyAsync(tree, entry, Stream.Null, cancellation);
        }

        return new StoredFile(entry.Path, entry.Kind, entry.Sha256, length);
    }

    // Throws before the blob is whole, so that no blob has a name that is not its checksum.
    private static async Task<long> CopyAsync(ISourceTree tree, ManifestEntry entry, Stream target, CancellationToken cancellation)
    {
        await using var source = CanonicalText.Normalise(await tree.OpenAsync(entry.Path, cancellation));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        long length = 0;
        while (await source.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            length += read;
        }

        return Digest.From(hash) is var actual && actual == entry.Sha256
            ? length
            : throw new InvalidOperationException($"{entry.Path} changed while it was stored: its checksum is {actual.Short}, it was read with {entry.Sha256.Short}.");
    }
}
