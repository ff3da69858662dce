using System.Globalization;
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
    /// <summary>Stores the files of a repository. What is there already is left as it is.</summary>
    public async Task<BundleRef> SaveAsync(MetadataRepository repository, CancellationToken cancellation)
    {
        foreach (var entry in repository.Manifest)
        {
            await SaveAsync(repository.Tree, entry, cancellation);
        }

        return new BundleRef(
            await SaveManifestAsync([.. repository.Manifest.Where(entry => !entry.IsPolicy)], cancellation),
            await SaveManifestAsync([.. repository.Manifest.Where(entry => entry.IsPolicy)], cancellation));
    }

    /// <summary>The digest of files, whatever order they are named in.</summary>
    public static Digest DigestOf(IEnumerable<ManifestEntry> manifest)
    {
        var text = new StringBuilder("fm-bundle-v1\n");
        foreach (var entry in manifest.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Path}\0{entry.Kind}\0{entry.Sha256}\n");
        }

        return Digest.Of(text.ToString());
    }

    /// <summary>The files of a bundle together with policies and people of a digest. A digest that is not in the store is <c>BND001</c>.</summary>
    public async Task<Outcome<ISourceTree>> OpenAsync(Digest bundle, Digest policy, CancellationToken cancellation)
    {
        var entries = new List<ManifestEntry>();
        foreach (var digest in new[] { bundle, policy })
        {
            if (!await blobs.ExistsAsync(BlobArea.Bundles, Manifest(digest), cancellation))
            {
                return BundleCodes.Missing.Fail<ISourceTree>($"Bundle {digest.Short} is not in the store.");
            }

            await foreach (var entry in blobs.ReadLinesAsync<ManifestEntry>(BlobArea.Bundles, Manifest(digest), cancellation))
            {
                entries.Add(entry);
            }
        }

        return Outcome.Of<ISourceTree>(new BundleTree(blobs, entries));
    }

    private static string Manifest(Digest digest) => $"manifests/{digest}";

    private async Task<Digest> SaveManifestAsync(List<ManifestEntry> entries, CancellationToken cancellation)
    {
        var digest = DigestOf(entries);
        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        await blobs.TryCreateLinesAsync(BlobArea.Bundles, Manifest(digest), entries.ToAsyncEnumerable(), cancellation);
        return digest;
    }

    private async Task SaveAsync(ISourceTree tree, ManifestEntry entry, CancellationToken cancellation)
    {
        var name = BundleTree.Content(entry.Sha256);
        if (await blobs.ExistsAsync(BlobArea.Bundles, name, cancellation))
        {
            return;
        }

        await blobs.TryCreateAsync(
            BlobArea.Bundles,
            name,
            async (target, token) =>
            {
                await using var source = CanonicalText.Normalise(await tree.OpenAsync(entry.Path, token));
                await source.CopyToAsync(target, token);
            },
            cancellation);
    }
}
