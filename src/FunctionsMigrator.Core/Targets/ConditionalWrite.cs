namespace FunctionsMigrator.Core.Targets;

/// <summary>The rule by which every target type decides about a conditional write.</summary>
public static class ConditionalWrite
{
    /// <summary>The largest batch, and the largest number of keys that are read at once.</summary>
    public const int BatchSize = 500;

    /// <summary>
    /// What becomes of a write where no receipt stands: <see cref="WriteStatus.Applied"/> means write it now, everything else means leave the target as it is.
    /// </summary>
    public static WriteStatus Decide(Digest? live, Digest? pre, Digest? post, bool intended) =>
        live == pre ? WriteStatus.Applied
        : live != post ? WriteStatus.Moved
        : intended ? WriteStatus.Recovered
        : WriteStatus.AlreadyPresent;

    /// <summary>Refuses a batch that no caller may ask for.</summary>
    /// <exception cref="ArgumentException">
    /// More than <see cref="BatchSize"/> writes; a change id or key twice; content without a post-checksum or the other way round; content in memory that does not have it.
    /// </exception>
    public static void Require(IReadOnlyList<ItemWrite> batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, BatchSize, nameof(batch));
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var write in batch)
        {
            if (!ids.Add(write.ChangeId) || !keys.Add(write.Key))
            {
                throw new ArgumentException($"Change {write.ChangeId} ({write.Key}) stands twice in one batch.", nameof(batch));
            }

            if (write.Post is null != write.Content is null)
            {
                throw new ArgumentException($"Change {write.ChangeId} has content without a checksum, or a checksum without content.", nameof(batch));
            }

            if (write.Content?.Inline is { } bytes && Digest.Of(bytes.Span) != write.Post)
            {
                throw new ArgumentException($"The content of change {write.ChangeId} does not have its post-checksum.", nameof(batch));
            }
        }
    }

    /// <summary>Refuses to read more keys at once than any caller may ask for.</summary>
    /// <exception cref="ArgumentException">More than <see cref="BatchSize"/> keys.</exception>
    public static void Require(IReadOnlyList<string> keys) => ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, BatchSize, nameof(keys));
}
