using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>What a plan does with an item.</summary>
[JsonConverter(typeof(KebabEnumConverter<ChangeAction>))]
public enum ChangeAction
{
    /// <summary>The item is written; there is none.</summary>
    Create,

    /// <summary>The item is replaced.</summary>
    Update,

    /// <summary>The item is deleted.</summary>
    Delete,

    /// <summary>A script runs.</summary>
    Run,

    /// <summary>Live is what git wants already: no write, the item becomes managed.</summary>
    Adopt,

    /// <summary>The item left git: no write, it is managed no longer.</summary>
    Release,

    /// <summary>The live value stays by decision: no write, the ledger holds an override.</summary>
    KeepLive,

    /// <summary>Nothing can be done before a person decides: see <see cref="Change.Block"/>.</summary>
    Blocked,
}

/// <summary>How a change is taken back.</summary>
[JsonConverter(typeof(KebabEnumConverter<ReversalKind>))]
public enum ReversalKind
{
    /// <summary>Nothing was written, nothing to take back.</summary>
    Nothing,

    /// <summary>What was there is written again, from the snapshot.</summary>
    BeforeImage,

    /// <summary>The item is removed; there was none.</summary>
    Remove,

    /// <summary>The script's <c>U</c> file runs.</summary>
    UndoScript,

    /// <summary>An undo derived from the script's statements runs.</summary>
    DerivedUndo,

    /// <summary>A repeatable script's former text runs.</summary>
    PreviousText,

    /// <summary>There is no way back.</summary>
    Irreversible,
}

/// <summary>How a change is taken back. The checksum is of the undo text, or of the before-image.</summary>
public sealed record Reversal(ReversalKind Kind, Digest? Checksum = null);

/// <summary>A value as people may see it: at most 2,000 characters, or a keyed fingerprint where it is sensitive.</summary>
/// <param name="Text">The text; null where there is no item.</param>
/// <param name="Truncated">Whether it goes on.</param>
/// <param name="Masked">Whether it is a fingerprint.</param>
public sealed record ValuePreview(string? Text, bool Truncated = false, bool Masked = false);

/// <summary>
/// One line of a target's plan. Lines stand in the order in which they are applied: creations and updates by the resources' rank and then the items' order,
/// then deletions by falling rank.
/// </summary>
/// <param name="Id">Unique in the target's plan: the line's number, six digits.</param>
/// <param name="Resource">Its resource.</param>
/// <param name="Kind">Kind of the resource.</param>
/// <param name="Item">The item.</param>
/// <param name="Action">What is done.</param>
/// <param name="Pre">Checksum that is live now; null where there is no item.</param>
/// <param name="Post">Checksum that is live afterwards; null where there is none.</param>
/// <param name="Reversal">How it is taken back.</param>
/// <param name="Risk">How risky it is.</param>
/// <param name="Reasons">Why it is as risky.</param>
/// <param name="Before">The live value.</param>
/// <param name="After">The wanted value.</param>
/// <param name="Decision">What decided a conflict: <c>take-git</c>, <c>keep-live</c>, <c>waived</c>; part of the digest.</param>
/// <param name="Place">Where in git.</param>
/// <param name="Block">For a blocked item the code that says why: first contact, conflict or drift.</param>
/// <param name="Undo">For a script whose undo is derived: its statements, as they are known when the plan is made.</param>
public sealed record Change(
    string Id,
    string Resource,
    ResourceKind Kind,
    ItemRef Item,
    ChangeAction Action,
    Digest? Pre,
    Digest? Post,
    Reversal Reversal,
    RiskLevel Risk,
    IReadOnlyList<string> Reasons,
    ValuePreview? Before = null,
    ValuePreview? After = null,
    string? Decision = null,
    Place? Place = null,
    string? Block = null,
    ValuePreview? Undo = null)
{
    /// <summary>The line of the plan.</summary>
    [JsonIgnore]
    public int Line => int.Parse(Id, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the target is written to.</summary>
    [JsonIgnore]
    public bool Writes => Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete or ChangeAction.Run;
}

/// <summary>How many changes of each kind there are.</summary>
public sealed record ChangeCounts(int Create = 0, int Update = 0, int Delete = 0, int Run = 0, int Adopt = 0, int Release = 0, int KeepLive = 0, int Blocked = 0)
{
    /// <summary>Changes that write.</summary>
    public int Writes => Create + Update + Delete + Run;

    /// <summary>All changes.</summary>
    public int Total => Writes + Adopt + Release + KeepLive + Blocked;

    /// <summary>The sum.</summary>
    public ChangeCounts Plus(ChangeCounts other) => new(
        Create + other.Create, Update + other.Update, Delete + other.Delete, Run + other.Run, Adopt + other.Adopt, Release + other.Release, KeepLive + other.KeepLive,
        Blocked + other.Blocked);

    /// <summary>One more of the action.</summary>
    public ChangeCounts Plus(ChangeAction action) => action switch
    {
        ChangeAction.Create => this with { Create = Create + 1 },
        ChangeAction.Update => this with { Update = Update + 1 },
        ChangeAction.Delete => this with { Delete = Delete + 1 },
        ChangeAction.Run => this with { Run = Run + 1 },
        ChangeAction.Adopt => this with { Adopt = Adopt + 1 },
        ChangeAction.Release => this with { Release = Release + 1 },
        ChangeAction.KeepLive => this with { KeepLive = KeepLive + 1 },
        _ => this with { Blocked = Blocked + 1 },
    };
}
