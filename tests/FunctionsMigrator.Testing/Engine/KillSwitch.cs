using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>Ends everything durable of one process, at once or at a chosen write.</summary>
public sealed class KillSwitch : IDurableWriteObserver
{
    private readonly Lock _gate = new();
    private readonly List<string> _writes = [];
    private readonly int _killAt;
    private bool _killed;

    /// <summary>Kills by hand only.</summary>
    public KillSwitch() => _killAt = int.MaxValue;

    /// <summary>Kills at a point: 0 before the first write, 1 after it, 2 before the second, and so on.</summary>
    public KillSwitch(int point) => _killAt = point;

    /// <summary>Whether the process is dead.</summary>
    public bool Killed
    {
        get
        {
            lock (_gate)
            {
                return _killed;
            }
        }
    }

    /// <summary>How many points were passed.</summary>
    public int Points { get; private set; }

    /// <summary>The writes so far.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    /// <summary>Kills.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _killed = true;
        }
    }

    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation)
    {
        Pass(write);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation)
    {
        Pass(null);
        return ValueTask.CompletedTask;
    }

    private void Pass(string? write)
    {
        lock (_gate)
        {
            _killed |= Points++ == _killAt;
            if (_killed)
            {
                throw new ProcessKilledException();
            }

            if (write is not null)
            {
                _writes.Add(write);
            }
        }
    }
}
