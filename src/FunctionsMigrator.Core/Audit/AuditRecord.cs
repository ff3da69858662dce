namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// One record of a run's audit, as it is stored: canonical JSON (RFC 8785) in the blob <c>{run}/{ordinal:D6}.json</c>. Names, states and checksums only;
/// the values of items never enter.
/// </summary>
public sealed record AuditRecord
{
    /// <summary>The format that this program writes.</summary>
    public const int PresentFormat = 1;

    /// <summary>Version of this shape.</summary>
    public required int Format { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Place in the run's chain, from 1, without gaps.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The same for every attempt to write this record, unique in the run.</summary>
    public required string Key { get; init; }

    /// <summary>One of <see cref="AuditEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The person or part of the product that did it.</summary>
    public required string Actor { get; init; }

    /// <summary>Full SHA of the commit.</summary>
    public string? Commit { get; init; }

    /// <summary>People whose commits the run brings.</summary>
    public IReadOnlyList<string>? Authors { get; init; }

    /// <summary>Digest of the bundle.</summary>
    public Digest? BundleDigest { get; init; }

    /// <summary>Digest of the plan.</summary>
    public Digest? PlanDigest { get; init; }

    /// <summary>Digest of the policy and people that decide.</summary>
    public Digest? PolicyDigest { get; init; }

    /// <summary>Address of the target that it is about.</summary>
    public string? Target { get; init; }

    /// <summary>Checksum before.</summary>
    public Digest? PreChecksum { get; init; }

    /// <summary>Checksum after.</summary>
    public Digest? PostChecksum { get; init; }

    /// <summary>A few facts more, by name: state, reason, wave.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>SHA-256 of the stored bytes of the record before; null for the first.</summary>
    public Digest? Previous { get; init; }
}
