namespace FunctionsMigrator.Core.Notices;

/// <summary>One place that a notice goes to.</summary>
/// <param name="Channel">Which notifier brings it: <see cref="INotifier.Channel"/>.</param>
/// <param name="Name">What is shown of it: short name of a person, a masked address, or the name of a hook's secret.</param>
/// <param name="Address">E-mail address, or name of the hook's secret; null: there is none for this person. It is stored and shown nowhere.</param>
/// <param name="Person">Short name of the person; null for a channel or a mere address.</param>
public sealed record NoticeReceiver(string Channel, string Name, string? Address, string? Person = null)
{
    /// <summary>What the receiver is told apart by: the channel and 16 digits of a digest, which do not show the address.</summary>
    public string Key => $"{Channel}-{Digest.Of((Address ?? Name).ToLowerInvariant()).Hex[..16]}";
}
