namespace FunctionsMigrator.Core.Model;

/// <summary>One file of a manifest. Text is hashed as UTF-8 without byte order mark and with LF; a file with a NUL byte in its first 8,000 bytes is hashed as it is.</summary>
/// <param name="Path">With forward slashes.</param>
/// <param name="Kind"><c>repository, environment, change, policy, people</c>, a resource kind in lower case, or <c>content</c> for a file that a resource names.</param>
/// <param name="Sha256">Of the normalised bytes.</param>
public sealed record ManifestEntry(string Path, string Kind, Digest Sha256)
{
    /// <summary>Whether the file belongs to policy and people, which have a digest of their own.</summary>
    public bool IsPolicy => Kind is "policy" or "people";
}
