namespace FunctionsMigrator.Core.Audit;

/// <summary>What is to be recorded; <see cref="AuditLog"/> gives it its place in the chain. The members are those of <see cref="AuditRecord"/>.</summary>
/// <param name="Key">The same for every attempt to record this fact, unique in the run, 1 to 200 characters: a step's key and a suffix.</param>
/// <param name="Event">One of <see cref="AuditEvents"/>.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
public sealed record AuditEntry(string Key, string Event, DateTimeOffset At, string Actor)
{
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

    /// <summary>The target that it is about.</summary>
    public TargetAddress? Target { get; init; }

    /// <summary>Checksum before.</summary>
    public Digest? PreChecksum { get; init; }

    /// <summary>Checksum after.</summary>
    public Digest? PostChecksum { get; init; }

    /// <summary>
    /// A few facts more: at most 20, names of letters and digits that begin with a lower-case letter, texts that are cut after 2,000 characters.
    /// Never the value of an item.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
