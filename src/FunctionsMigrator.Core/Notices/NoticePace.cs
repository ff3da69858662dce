namespace FunctionsMigrator.Core.Notices;

/// <summary>How many were sent within the last minute, a channel each, in this process.</summary>
internal sealed class NoticePace(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Queue<DateTimeOffset>> _sent = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Takes one of the channel's places in this minute; false when there is none.</summary>
    public bool TryTake(INotifier notifier)
    {
        if (notifier.PerMinute is not { } most)
        {
            return true;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            var sent = _sent.TryGetValue(notifier.Channel, out var known) ? known : _sent[notifier.Channel] = [];
            while (sent.TryPeek(out var first) && first + Window <= now)
            {
                sent.Dequeue();
            }

            if (sent.Count >= most)
            {
                return false;
            }

            sent.Enqueue(now);
            return true;
        }
    }
}
