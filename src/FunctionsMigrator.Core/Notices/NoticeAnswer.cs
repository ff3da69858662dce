using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Notices;

/// <summary>What became of one attempt to send.</summary>
/// <param name="Failure">Why it was not sent; null: it was.</param>
/// <param name="Retryable">Whether another attempt may succeed.</param>
/// <param name="RetryAfter">When the channel wants to be asked again, at the earliest; null: it did not say.</param>
/// <param name="OfChannel">Whether the channel as a whole is in the way, so that its other receivers need not be tried now.</param>
public sealed record NoticeAnswer(Finding? Failure = null, bool Retryable = false, TimeSpan? RetryAfter = null, bool OfChannel = false)
{
    /// <summary>It was sent.</summary>
    public static NoticeAnswer Sent { get; } = new();

    /// <summary>Another attempt may succeed.</summary>
    public static NoticeAnswer Later(Finding failure, TimeSpan? after = null, bool ofChannel = false) => new(failure, Retryable: true, after, ofChannel);

    /// <summary>No attempt will succeed.</summary>
    public static NoticeAnswer Never(Finding failure) => new(failure);
}
