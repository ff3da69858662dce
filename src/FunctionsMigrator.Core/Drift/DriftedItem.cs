using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// One item that moved on its target and not in git (partition <see cref="Runs.RunPartitions.DriftedItems"/>, key the id). Values are shown by the rules of plans: at most 500 characters,
/// and only as a keyed fingerprint where they are sensitive.
/// </summary>
public sealed record DriftedItem
{
    /// <summary>Twelve hexadecimal digits that stand for target and item: the same item has the same id whenever it drifts.</summary>
    public required string Id { get; init; }

    /// <summary>The target.</summary>
    public required TargetAddress Address { get; init; }

    /// <summary>The item.</summary>
    public required ItemRef Item { get; init; }

    /// <summary>The resource that manages it.</summary>
    public required string Resource { get; init; }

    /// <summary>Its kind.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>What became of it.</summary>
    public DriftStatus Status { get; init; }

    /// <summary>When a look found it first, since it last held what it should.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When a look found it last; for a drift that is over, when that was seen.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The run that left there what should be there.</summary>
    public required string Run { get; init; }

    /// <summary>Its commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Checksum that should be live; null: there should be no such item.</summary>
    public Digest? Expected { get; init; }

    /// <summary>Checksum that is live; null: there is none.</summary>
    public Digest? Live { get; init; }

    /// <summary>The value that should be live.</summary>
    public ValuePreview? Was { get; init; }

    /// <summary>The value that is live.</summary>
    public ValuePreview? Now { get; init; }

    /// <summary>How many different live values were seen while it was open; from 1.</summary>
    public int Moves { get; init; } = 1;

    /// <summary>Where the live value comes from, as far as anything tells it; null: nothing does.</summary>
    public DriftOrigin? Origin { get; init; }

    /// <summary>Who decided what about it; null: nobody.</summary>
    public DriftDecision? Decision { get; init; }

    /// <summary>The run that a host started by itself to bring it back; one for each live value. Null: none.</summary>
    public string? SelfHeal { get; init; }

    /// <summary>Whether the alert about its present live value stands.</summary>
    public bool Told { get; init; }

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsOver => Status is DriftStatus.Reverted or DriftStatus.Adopted;

    /// <summary>Whether it is a thing of a database's structure: no run brings it back, and none of its text is in git.</summary>
    [JsonIgnore]
    public bool IsStructure => StructureEntry.Is(Item);

    /// <summary>The id of an item on a target.</summary>
    public static string IdOf(TargetAddress address, ItemRef item) => Digest.Of($"{address}\n{item.Collection}\n{item.Key}").Hex[..12];
}
