using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Targets;

/// <summary>A row that is added to a target's script history without running anything.</summary>
/// <param name="Key">The script.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Action">A <see cref="HistoryAction"/>.</param>
/// <param name="Checksum">SHA-256 of the text that stands applied from now on; null: the script does not stand applied. Without meaning for a failure.</param>
/// <param name="Sql">That text, for repeatable scripts.</param>
/// <param name="ChangeId">What the row is found by, unique in its run.</param>
public sealed record HistoryEntry(string Key, ScriptKind Kind, string Action, Digest? Checksum, string? Sql, string ChangeId);

/// <summary>A row of a target's script history. Rows are never changed and never deleted.</summary>
/// <param name="Key">The script.</param>
/// <param name="Action"><c>apply</c>, <c>undo</c> or a <see cref="HistoryAction"/>.</param>
/// <param name="Checksum">SHA-256 of the text that stood applied behind it; null: the script did not.</param>
/// <param name="Run">The run, or the decision, that wrote it.</param>
/// <param name="Fence">The claim under which it was written.</param>
/// <param name="At">When.</param>
public sealed record HistoryRow(string Key, string Action, Digest? Checksum, string Run, long Fence, DateTimeOffset At);
