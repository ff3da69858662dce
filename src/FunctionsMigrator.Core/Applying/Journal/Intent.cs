using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>That a change is about to be written: stored before its batch is.</summary>
/// <param name="Change">Id of the change in the target's plan.</param>
/// <param name="Resource">Its resource.</param>
/// <param name="Kind">Kind of the resource.</param>
/// <param name="Item">The item.</param>
/// <param name="Pre">Checksum before; null: there was no item.</param>
/// <param name="Post">Checksum after; null: there is no item.</param>
/// <param name="Reversal">How it is taken back.</param>
/// <param name="Fence">The claim of the execution that stored the intent.</param>
/// <param name="Place">Where in git.</param>
public sealed record Intent(
    string Change, string Resource, ResourceKind Kind, ItemRef Item, Digest? Pre, Digest? Post, Reversal Reversal, long Fence, Place? Place = null)
{
    /// <summary>The line of the plan.</summary>
    [JsonIgnore]
    public int Line => int.Parse(Change, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Proof of what became of one change: stored once, right behind its batch.</summary>
/// <param name="Change">Id of the change in the target's plan.</param>
/// <param name="Item">The item.</param>
/// <param name="Status">What happened.</param>
/// <param name="Pre">Checksum before.</param>
/// <param name="Post">Checksum after.</param>
/// <param name="Fence">The claim under which it was written.</param>
/// <param name="At">When.</param>
public sealed record Receipt(string Change, ItemRef Item, WriteStatus Status, Digest? Pre, Digest? Post, long Fence, DateTimeOffset At)
{
    /// <summary>Whether this run wrote it, so that this run may take it back.</summary>
    [JsonIgnore]
    public bool Ours => Status is WriteStatus.Applied or WriteStatus.Recovered;
}

/// <summary>What was there before a change.</summary>
/// <param name="Change">Id of the change in the target's plan.</param>
/// <param name="Content">The item's bytes; null: there was no item. For a repeatable script the text that was applied before.</param>
public sealed record BeforeImage(string Change, ItemContent? Content)
{
    /// <summary>Contents up to here are kept together with those of their batch and read into memory; larger ones lie apart and are streamed.</summary>
    public const int InlineBytes = 64 * 1024;
}
