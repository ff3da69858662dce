namespace FunctionsMigrator.Core.Notices;

/// <summary>What became of one notice to one receiver (partition <see cref="Runs.RunPartitions.NoticeDeliveries"/>, key <c>{run}/{notice}/{receiver}</c>). Holds no address.</summary>
/// <param name="Run">The run.</param>
/// <param name="Notice">Key of the notice within the run.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Channel">Which notifier brings it.</param>
/// <param name="Receiver">Short name of a person, a masked address, or the name of a hook's secret.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When the record was written last; of a sent one, when it was sent.</param>
/// <param name="NextTry">When it is tried again; null: not any more.</param>
/// <param name="Failure">Code and words of the last failure; null where there was none.</param>
/// <param name="Plan">The plan that it was about, its first twelve digits.</param>
public sealed record NoticeRecord(
    string Run,
    string Notice,
    NoticeKind Kind,
    string Channel,
    string Receiver,
    NoticeState State,
    DateTimeOffset DueAt,
    int Attempts,
    DateTimeOffset At,
    DateTimeOffset? NextTry = null,
    string? Failure = null,
    string? Plan = null);
