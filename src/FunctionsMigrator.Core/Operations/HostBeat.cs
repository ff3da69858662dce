namespace FunctionsMigrator.Core.Operations;

/// <summary>That a loop of a host goes on: it says so each time (partition <see cref="Runs.RunPartitions.Hosts"/>, key <c>beat-{loop}</c>).</summary>
/// <param name="Loop">Which: one of <see cref="HostBeats"/>.</param>
/// <param name="At">When it was last there.</param>
/// <param name="Every">How long it takes until it should be there again.</param>
/// <param name="Told">The instant up to which people were told that it stopped; null: they were not.</param>
public sealed record HostBeat(string Loop, DateTimeOffset At, TimeSpan Every, DateTimeOffset? Told = null)
{
    // A host that is slow, or restarts, is no host that stopped.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether it missed three turns, or five minutes where its turns are short.</summary>
    public bool HasStopped(DateTimeOffset now) => now - At > (Every * 3 > Patience ? Every * 3 : Patience);
}
