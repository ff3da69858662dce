namespace FunctionsMigrator.Core.Runs;

/// <summary>Who waits for long looks less often: every look stays in the history of the run, which has a bound and may last for months.</summary>
public static class LongWait
{
    private const int LooksOfWait = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>When to look again: after a fifth of the time that was waited already, but not before <paramref name="shortest"/>, and not later than that or a day.</summary>
    /// <param name="now">The time.</param>
    /// <param name="since">Since when it waits.</param>
    /// <param name="shortest">How long to wait at least.</param>
    public static DateTimeOffset LookAgain(DateTimeOffset now, DateTimeOffset since, TimeSpan shortest)
    {
        var look = (now - since) / LooksOfWait;
        return now + (look <= shortest || Longest <= shortest ? shortest : look < Longest ? look : Longest);
    }
}
