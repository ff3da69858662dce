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

    /// <summary>Cases by which policies are tested, ordinal by name. They steer no run: no bundle holds them, and no checksum is asked for.</summary>
    public IReadOnlyList<PolicyCasesDocument> PolicyCases { get; init; } = [];

    /// <summary>The files that steer a run, normalised as they are hashed, in ordinal order of paths.</summary>
    public required IReadOnlyList<ManifestEntry> Manifest { get; init; }

    /// <summary>All files.</summary>
    public required ISourceTree Tree { get; init; }
}
