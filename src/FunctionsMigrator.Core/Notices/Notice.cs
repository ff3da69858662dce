namespace FunctionsMigrator.Core.Notices;

/// <summary>One thing that people are to be told about a run (partition <see cref="Runs.RunPartitions.Notices"/>). It names no receiver: that is decided when it is sent.</summary>
/// <param name="Run">The run.</param>
/// <param name="Key">What it is told apart by within the run; the same key again is the same notice. 1 to 100 letters, digits and <c>-</c>.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="At">When it was due.</param>
/// <param name="Plan">The plan that it is about; null where there is none.</param>
/// <param name="By">Who caused it; null: nobody but time.</param>
/// <param name="Reason">What a person typed, or why the run ended.</param>
public sealed record Notice(string Run, string Key, NoticeKind Kind, DateTimeOffset At, Digest? Plan = null, string? By = null, string? Reason = null);
