using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Bundles;

/// <summary>One line of a stored manifest.</summary>
/// <param name="Path">With forward slashes.</param>
/// <param name="Kind">As in <see cref="ManifestEntry"/>.</param>
/// <param name="Sha256">Of the normalised bytes.</param>
/// <param name="Length">Number of the normalised bytes. No part of the digest: who has the bytes has their number.</param>
internal sealed record StoredFile(string Path, string Kind, Digest Sha256, long Length)
{
    public ManifestEntry Entry => new(Path, Kind, Sha256);
}
