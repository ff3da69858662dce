using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Targets;

/// <summary>Who owns a target and who may write now.</summary>
/// <param name="Store">Id of the owning store.</param>
/// <param name="Claim">The highest claim so far; 0 before the first.</param>
/// <param name="Run">The run that holds it.</param>
public sealed record TargetMarker(string Store, long Claim, string? Run);

/// <summary>Who claims.</summary>
/// <param name="Store">Id of the caller's store.</param>
/// <param name="Run">The run.</param>
/// <param name="TakeOver">Whether a marker of another store is replaced: only for <c>fm locks take-over</c>.</param>
public sealed record ClaimRequest(string Store, string Run, bool TakeOver = false);

/// <summary>The right to write until somebody holds a higher number.</summary>
public sealed record Claim(string Store, string Run, long Number);

/// <summary>One conditional write. <paramref name="Pre"/> null: only where there is no such item. <paramref name="Post"/> null: delete.</summary>
/// <param name="ChangeId">Unique in the run and direction: receipts are found by it.</param>
/// <param name="Key">The item.</param>
/// <param name="Pre">Checksum that must be live.</param>
/// <param name="Post">Checksum that is live afterwards.</param>
/// <param name="Content">The canonical bytes; null for a delete.</param>
/// <param name="Intended">Whether an earlier execution stored its intent for this change: a live post-checksum is then ours.</param>
/// <param name="Place">Where in git the item is written, for findings; null where it is not.</param>
public sealed record ItemWrite(string ChangeId, string Key, Digest? Pre, Digest? Post, ItemContent? Content, bool Intended, Place? Place = null);

/// <summary>What became of one write.</summary>
public enum WriteStatus
{
    /// <summary>Written now, or by an earlier execution whose receipt the target holds.</summary>
    Applied,

    /// <summary>Live was the post-checksum and an intent stood: written by an earlier execution that died before its receipt.</summary>
    Recovered,

    /// <summary>Live was the post-checksum and no intent stood: somebody else did it; it is never undone.</summary>
    AlreadyPresent,

    /// <summary>Live is something else; nothing was written.</summary>
    Moved,
}

/// <summary>What became of one write.</summary>
/// <param name="ChangeId">The change.</param>
/// <param name="Status">What happened.</param>
/// <param name="Found">The live checksum before the write; null when there was no item.</param>
/// <param name="Fence">The claim under which it was written.</param>
/// <param name="At">When.</param>
public sealed record WriteResult(string ChangeId, WriteStatus Status, Digest? Found, long Fence, DateTimeOffset At)
{
    /// <summary>What a script did, where <see cref="ScriptWrite.Measure"/> asked for it and it ran.</summary>
    public ScriptMeasure? Measure { get; init; }
}

/// <summary>A script to run, or to take back.</summary>
/// <param name="ChangeId">Unique in the run and direction.</param>
/// <param name="Key">The script.</param>
/// <param name="Kind">Versioned or repeatable.</param>
/// <param name="Sql">The text that runs: the script, its undo, or for a repeatable script the text to go back to.</param>
/// <param name="Pre">Checksum of the applied text that the history must hold; null: the script is not applied.</param>
/// <param name="Post">Checksum of the applied text that the history holds afterwards; null: not applied any more.</param>
/// <param name="Place">The file, for messages.</param>
/// <param name="Intended">As in <see cref="ItemWrite"/>.</param>
/// <param name="Directives">What the text asks for; null: nothing.</param>
/// <param name="BeforeEach">Callbacks that run before the text, in its transaction and order; null: none.</param>
/// <param name="AfterEach">Callbacks that run behind the text, in its transaction and order; null: none.</param>
public sealed record ScriptWrite(
    string ChangeId,
    string Key,
    ScriptKind Kind,
    string Sql,
    Digest? Pre,
    Digest? Post,
    Place Place,
    bool Intended,
    ScriptDirectives? Directives = null,
    IReadOnlyList<ScriptText>? BeforeEach = null,
    IReadOnlyList<ScriptText>? AfterEach = null)
{
    /// <summary>Whether the answer says what the script did. Only a rehearsal asks.</summary>
    public bool Measure { get; init; }

    /// <summary>
    /// For an undo: what stood before the script ran, by the text of each step (<see cref="UndoStep.Text"/>) that asked for it. A script of which only some statements stand is taken
    /// back by what is derived from these.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Stood { get; init; } = new Dictionary<string, string?>();
}

/// <summary>A script that stands applied.</summary>
/// <param name="Key">The script.</param>
/// <param name="Checksum">SHA-256 of the text that was applied last.</param>
/// <param name="Sql">That text; null when the history does not hold it (only repeatable scripts' texts are kept).</param>
/// <param name="Run">The run that applied it.</param>
/// <param name="At">When.</param>
public sealed record AppliedScript(string Key, Digest Checksum, string? Sql, string Run, DateTimeOffset At)
{
    /// <summary>The <see cref="Action"/> of a script that ran here.</summary>
    public const string Ran = "apply";

    /// <summary>How it came into the history: <see cref="Ran"/>, or a <see cref="HistoryAction"/>.</summary>
    public string Action { get; init; } = Ran;
}

/// <summary>What a fingerprint covers.</summary>
/// <param name="Slices">Managed collections.</param>
/// <param name="Tables">Tables whose rows count.</param>
/// <param name="VerifyRows">Rows of one table that are read. Default 100,000.</param>
public sealed record FingerprintScope(IReadOnlyList<ResourceSlice> Slices, IReadOnlyList<string> Tables, int VerifyRows = 100_000);

/// <summary>Checksums of a target's structure and content.</summary>
/// <param name="Structure">Tables, columns, defaults, constraints, indexes, views, triggers; for types without SQL the digest of nothing.</param>
/// <param name="Content">Rows of the tables in scope and items of the collections in scope.</param>
/// <param name="Complete">Whether every row was read.</param>
public sealed record Fingerprint(Digest Structure, Digest Content, bool Complete);
