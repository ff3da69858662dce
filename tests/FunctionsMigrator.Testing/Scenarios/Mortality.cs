using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Engine;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>
/// Lets a process die at a chosen durable write of its store, its targets or its engine: before it, or after it. Once dead it writes nothing any more, whatever it still
/// tries, until it is revived as another process.
/// </summary>
public sealed class Mortality : IDurableWriteObserver
{
    private readonly AsyncLocal<Sleeper?> _sleeper = new();
    private readonly Lock _gate = new();
    private readonly List<string> _points = [];
    private Func<string, bool> _deadly = _ => false;
    private Func<string, bool> _hangs = _ => false;
    private Action _hung = () => { };
    private Func<string, Task?> _waits = _ => null;
    private int _survives;
    private bool _dead;

    /// <summary>What lets the process whose flow this is stand still; other processes do not see it.</summary>
    public Sleeper? Sleeper
    {
        get => _sleeper.Value;
        set => _sleeper.Value = value;
    }

    /// <summary>The points that were passed: two for each durable write.</summary>
    public IReadOnlyList<string> Points
    {
        get
        {
            lock (_gate)
            {
                return [.. _points];
            }
        }
    }

    /// <summary>Whether the process died.</summary>
    public bool Dead
    {
        get
        {
            lock (_gate)
            {
                return _dead;
            }
        }
    }

    /// <summary>Dies when that many more points were passed.</summary>
    public void DieAfterPoints(int points) => DieAt(_ => true, points);

    /// <summary>Dies before the first write that begins so and is meant.</summary>
    public void DieBefore(string begins, Func<string, bool> meant) =>
        DieAt(point => point.StartsWith("before " + begins, StringComparison.Ordinal) && meant(point));

    /// <summary>Dies at the nth point, from 0, that is deadly; points are listed from now on.</summary>
    public void DieAt(Func<string, bool> deadly, int nth = 0)
    {
        lock (_gate)
        {
            _points.Clear();
            (_deadly, _survives) = (deadly, nth);
        }
    }

    /// <summary>Whoever passes such a point tells so, stands still there and never goes on; the process lives.</summary>
    public void HangAt(Func<string, bool> point, Action hung)
    {
        lock (_gate)
        {
            (_hangs, _hung) = (point, hung);
        }
    }

    /// <summary>Whoever passes a point for which this answers something waits there until that has ended, while all others go on; it is asked at every point.</summary>
    public void WaitAt(Func<string, Task?> point)
    {
        lock (_gate)
        {
            _waits = point;
        }
    }

    /// <summary>Another process begins.</summary>
    public void Revive()
    {
        lock (_gate)
        {
            (_dead, _deadly) = (false, _ => false);
        }
    }

    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation) => PassAsync("before " + write, cancellation);

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation) => PassAsync("after " + write, cancellation);

    private async ValueTask PassAsync(string point, CancellationToken cancellation)
    {
        if (Sleeper is { } sleeper)
        {
            await sleeper.PassAsync(point, cancellation);
        }

        Pass(point);
        if (Hangs(point))
        {
            // Not even the end of the wait for it ends it.
            _hung();
            await new TaskCompletionSource().Task;
        }

        if (Waits(point) is { } until)
        {
            await until.WaitAsync(cancellation);
        }
    }

    private Task? Waits(string point)
    {
        lock (_gate)
        {
            return _waits(point);
        }
    }

    private bool Hangs(string point)
    {
        lock (_gate)
        {
            return _hangs(point);
        }
    }

    private void Pass(string point)
    {
        lock (_gate)
        {
            _points.Add(point);
            _dead |= _deadly(point) && _survives-- == 0;
            if (_dead)
            {
                throw new ProcessKilledException();
            }
        }
    }
}
