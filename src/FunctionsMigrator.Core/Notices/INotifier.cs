namespace FunctionsMigrator.Core.Notices;

/// <summary>
/// Brings notices to one kind of place. Text from git, from targets and from people is shown as it is there: never as markup, mention or link. What was sent stays within what the
/// channel takes; what had to be left out is counted in it.
/// </summary>
public interface INotifier
{
    /// <summary>The channel's name: <c>teams</c>, <c>email</c>.</summary>
    string Channel { get; }

    /// <summary>How many a minute may be sent; null: as many as there are. What is too many waits for a later pass, and is no failed attempt.</summary>
    int? PerMinute { get; }

    /// <summary>
    /// Sends once, without trying again. A failure is an answer, never an exception, and quotes neither address nor secret. The same notice to the same receiver again carries the
    /// same identity, where the channel knows one, so a receiver can tell that it is no second one.
    /// </summary>
    /// <param name="content">What to say.</param>
    /// <param name="address">E-mail address, or address of the hook.</param>
    /// <param name="cancellation">Ends the attempt; whether it arrived is not known then.</param>
    Task<NoticeAnswer> SendAsync(NoticeContent content, string address, CancellationToken cancellation);
}
