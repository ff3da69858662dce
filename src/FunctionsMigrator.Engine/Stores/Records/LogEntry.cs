using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores.Records;

/// <summary>One entry of a run's log: a lease; facts of one instance; or, without facts, that an instance diverged or fits again.</summary>
/// <param name="Token">Made up by the writer: by it a writer whose answer was lost finds that the entry is its own.</param>
/// <param name="Fence">Fence of the lease under which it was written. An entry that grants a lease holds nothing else.</param>
/// <param name="Instance">The instance it is about.</param>
/// <param name="Facts">Its new facts.</param>
/// <param name="Parts">Where the entry is too long for one record: how many records beside the log hold it, as one text. Then nothing else stands here.</param>
/// <param name="Status">What the instance reported last; null leaves what stands.</param>
/// <param name="Heard">For facts that use up the instance's rings: how many there had been.</param>
/// <param name="Problem">Why it diverged; null: it fits again.</param>
internal sealed record LogEntry(
    string Token,
    long Fence,
    string? Instance = null,
    IReadOnlyList<Fact>? Facts = null,
    int Parts = 0,
    string? Status = null,
    long? Heard = null,
    string? Problem = null);
