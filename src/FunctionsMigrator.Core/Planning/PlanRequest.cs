using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>What is planned for one target.</summary>
/// <param name="Repository">The metadata.</param>
/// <param name="Bundle">Digest of its bundle.</param>
/// <param name="Target">The target, open for reading.</param>
/// <param name="Slices">Its resources by rank.</param>
/// <param name="BaseLedger">Name of its ledger's blob; null at first contact.</param>
/// <param name="TakenBack">Changes that were taken back before: item and post-checksum, with the run that took them back.</param>
/// <param name="Retries">Runs whose taken-back changes a change note tries again.</param>
public sealed record PlanRequest(
    MetadataRepository Repository,
    Digest Bundle,
    ITarget Target,
    IReadOnlyList<ResourceSlice> Slices,
    string? BaseLedger,
    IReadOnlyDictionary<string, string> TakenBack,
    IReadOnlySet<string> Retries)
{
    /// <summary>When the plan is made: a kept live value whose time is over counts no more. Default: no time is over.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Which drifted items the environment leaves alone; null: none.</summary>
    public Drift.DriftIgnores? Ignores { get; init; }

    /// <summary>What drifted and is brought back; nothing else is planned then. Null: everything is planned, and drift stops it.</summary>
    public Drift.DriftHeal? Heal { get; init; }

    /// <summary>What the target's structure should be; null: nobody knows, and it is not compared.</summary>
    public StructurePointer? Structure { get; init; }

    /// <summary>Whether the structure is compared although no script waits to run. That costs a few questions to the catalogue.</summary>
    public bool ComparesStructure { get; init; }

    /// <summary>Whether the plan is made to look, and never applied: it tells of kept things, too, that are what they should be again.</summary>
    public bool Looks { get; init; }

    /// <summary>Key of <see cref="TakenBack"/>.</summary>
    public static string TakenBackKey(ItemRef item, Digest? post) => $"{item.Collection}\n{item.Key}\n{post?.Hex}";

    /// <summary>The resource behind a slice.</summary>
    public ResourceDocument Resource(string name) => Repository.Resources.First(resource => resource.Name == name);
}
