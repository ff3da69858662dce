using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Model;

/// <summary>
/// A metadata repository at one commit (or as a work tree), read and checked: every reference in it resolves.
/// </summary>
public sealed record MetadataRepository
{
    /// <summary>The repository document.</summary>
    public required RepositoryDocument Repository { get; init; }

    /// <summary>Environments by name, in ordinal order of names.</summary>
    public required IReadOnlyDictionary<string, EnvironmentDocument> Environments { get; init; }

    /// <summary>Policies by name.</summary>
    public required IReadOnlyDictionary<string, PolicyDocument> Policies { get; init; }

    /// <summary>People, or null when the repository names none.</summary>
    public PeopleDocument? People { get; init; }

    /// <summary>Resources in an order in which each stands behind all it depends on; among equals ordinal by name.</summary>
    public required IReadOnlyList<ResourceDocument> Resources { get; init; }

    /// <summary>Change notes, ordinal by name.</summary>
    public required IReadOnlyList<ChangeDocument> Changes { get; init; }

    /// <summary>The files that steer a run, normalised as they are hashed, in ordinal order of paths.</summary>
    public required IReadOnlyList<ManifestEntry> Manifest { get; init; }

    /// <summary>All files.</summary>
    public required ISourceTree Tree { get; init; }
}

/// <summary>One file of a manifest. Text is hashed as UTF-8 without byte order mark and with LF; a file with a NUL byte in its first 8,000 bytes is hashed as it is.</summary>
/// <param name="Path">With forward slashes.</param>
/// <param name="Kind"><c>repository, environment, change, policy, people</c>, a resource kind in lower case, or <c>content</c> for a file that a resource names.</param>
/// <param name="Sha256">Of the normalised bytes.</param>
public sealed record ManifestEntry(string Path, string Kind, Digest Sha256)
{
    /// <summary>Whether the file belongs to policy and people, which have a digest of their own.</summary>
    public bool IsPolicy => Kind is "policy" or "people";
}
