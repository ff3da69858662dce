namespace FunctionsMigrator.Testing.Targets;

/// <summary>
/// The clock on which targets wait for others, in tests: what waits looks again at once, but no time passes until somebody died; from then on every wait takes its time on this
/// clock, and none in the test.
/// </summary>
public sealed class LeaseClock : TimeProvider
{
    private long _ticks;
    private volatile bool _running;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>From now on time passes with every wait.</summary>
    public LeaseClock Run()
    {
        _running = true;
        return this;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (_running && dueTime > TimeSpan.Zero)
        {
            Advance(dueTime);
        }

        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
