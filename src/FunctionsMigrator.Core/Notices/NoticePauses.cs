using System.Buffers.Binary;

namespace FunctionsMigrator.Core.Notices;

/// <summary>How long to wait before another attempt.</summary>
/// <param name="options">The bounds.</param>
/// <param name="random">Answers that many random bytes.</param>
internal sealed class NoticePauses(DeliveryOptions options, Func<int, byte[]> random)
{
    /// <summary>
    /// Full jitter: anything from nothing to a bound that doubles with each attempt, so that hosts and receivers that failed together do not come back together. What the channel
    /// asked for is the least there is, up to the longest pause.
    /// </summary>
    public TimeSpan After(int attempts, TimeSpan? asked)
    {
        var bound = attempts > 16 ? options.LongestPause : TimeSpan.FromTicks(Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << (attempts - 1)));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(random(sizeof(uint))) / (double)uint.MaxValue;
        var least = asked is { } wanted ? (wanted < options.LongestPause ? wanted : options.LongestPause) : TimeSpan.Zero;
        return least + (share * bound);
    }
}
