using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Telemetry;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Everything that the product needs from the outside. A host composes it once and hands it over; nothing is looked up.</summary>
public sealed record MigratorServices
{
    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>Reads commits.</summary>
    public required IGitSource Git { get; init; }

    /// <summary>Checks signatures of commits.</summary>
    public required ICommitVerifier CommitVerifier { get; init; }

    /// <summary>Reads metadata.</summary>
    public required IMetadataReader Metadata { get; init; }

    /// <summary>Expands metadata.</summary>
    public required IDesiredState Desired { get; init; }

    /// <summary>All target types, by name.</summary>
    public required IReadOnlyDictionary<string, ITargetType> TargetTypes { get; init; }

    /// <summary>The types of analyses that ask a service.</summary>
    public required IReadOnlyList<INumberSource> Numbers { get; init; }

    /// <summary>Answers that many random bytes, fit for keys.</summary>
    public required Func<int, byte[]> Random { get; init; }

    /// <summary>Signs decisions; null: a key that the store keeps does (<see cref="Decisions.StoreDecisionSigner"/>).</summary>
    public Decisions.IDecisionSigner? Signer { get; init; }

    /// <summary>Reads the results of checks from the git provider; null: only posted ones count.</summary>
    public Checks.ICommitChecks? Checks { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Who is told what happens. Default: whoever listens in this process, and no log.</summary>
    public FmTelemetry Telemetry { get; init; } = FmTelemetry.Shared;

    /// <summary>The second place for the heads of the audit; null: there is none.</summary>
    public Evidence.IHeadPublisher? Heads { get; init; }

    /// <summary>How long a writing step works before it answers. Default 60 seconds.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(60);
}
