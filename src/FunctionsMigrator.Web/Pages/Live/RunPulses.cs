using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Live;

/// <summary>Reads the pulse of runs for everybody who watches: at most once a second a run, however many they are, and only while somebody does.</summary>
internal sealed class RunPulses(TimeProvider time)
{
    /// <summary>The most connections that one process keeps open.</summary>
    public const int MostWatchers = 100;

    private const int SecondsToBeat = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(900);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private int _watchers;

    /// <summary>How many watch now.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>Begins to watch a run; null when too many watch already. Whoever got one disposes it.</summary>
    public Watch? TryWatch(string run)
    {
        lock (_gate)
        {
            if (_watchers >= MostWatchers)
            {
                return null;
            }

            if (!_watched.TryGetValue(run, out var watched))
            {
                _watched.Add(run, watched = new Watched());
            }

            _watchers++;
            watched.By++;
            return new Watch(this, run, watched);
        }
    }

    private void End(string run, Watched watched)
    {
        lock (_gate)
        {
            _watchers--;
            if (--watched.By == 0)
            {
                _watched.Remove(run);
            }
        }
    }

    private async Task<string?> ReadAsync(string run, Watched watched, IMigrator migrator, CancellationToken cancellation)
    {
        await watched.Turn.WaitAsync(cancellation);
        try
        {
            if (watched.At is not { } at || time.GetElapsedTime(at) >= Fresh)
            {
                var found = await migrator.GetAsync(run, cancellation);
                var details = found.TryGet(out var read) ? read : null;
                (watched.Text, watched.State) = (details is null ? null : Text(details), details?.Run.State);
                watched.At = time.GetTimestamp();
            }

            return watched.Text;
        }
        finally
        {
            watched.Turn.Release();
        }
    }

    private string Text(RunDetails details) => JsonSerializer.Serialize(
        new RunPulse(
            details.Run.Id,
            details.Run.State,
            details.Run.Since,
            details.Run.Wave,
            details.Run.Waves,
            details.Commands.Count,
            details.Run.Seen,
            details.Targets.GroupBy(target => target.Progress).OrderBy(group => group.Key).ToDictionary(group => group.Key.ToString(), group => group.Count(), StringComparer.Ordinal),
            details.Targets.Sum(target => (long)target.Done),
            details.Run.State is RunState.Baking ? time.GetUtcNow().ToUnixTimeSeconds() / SecondsToBeat : 0),
        FmJson.Line);

    /// <summary>One who watches.</summary>
    internal sealed class Watch(RunPulses pulses, string run, Watched watched) : IDisposable
    {
        private bool _ended;

        /// <summary>Where the run stood when it was read last.</summary>
        public RunState? State => watched.State;

        /// <summary>The pulse, at most a second old, as one line of JSON; null when there is no such run any more.</summary>
        public Task<string?> ReadAsync(IMigrator migrator, CancellationToken cancellation) => pulses.ReadAsync(run, watched, migrator, cancellation);

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
                pulses.End(run, watched);
            }
        }
    }

    /// <summary>What is known of a run that is watched.</summary>
    internal sealed class Watched
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int By { get; set; }

        public long? At { get; set; }

        public string? Text { get; set; }

        public RunState? State { get; set; }
    }
}
