namespace FunctionsMigrator.Engine.Driving;

/// <summary>
/// Counts what is active in one run: an instance that runs code or steps, or a place in which a child may run. The run is at rest when nothing is, and
/// stays so: what is parked then is not run again in this drive.
/// </summary>
internal sealed class Activity
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Until, long? Rings)> _parked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _atRest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _active = 1;

    public Task AtRest => _atRest.Task;

    /// <summary>The next timer of those that are parked.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _parked.Count == 0 ? null : _parked.Values.Min(parked => parked.Until);
            }
        }
    }

    /// <summary>The rings of the run that everybody parked has heard; null when nobody listens.</summary>
    public long? Heard
    {
        get
        {
            lock (_gate)
            {
                return _parked.Values.Min(parked => parked.Rings);
            }
        }
    }

    public void Enter(int more)
    {
        lock (_gate)
        {
            _active += more;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_active == 0)
            {
                _atRest.SetResult();
            }
        }
    }

    /// <summary>The instance only waits; again for the same one: it has looked again.</summary>
    public void Park(string instanceId, DateTimeOffset until, long? rings)
    {
        lock (_gate)
        {
            var again = _parked.ContainsKey(instanceId);
            _parked[instanceId] = (until, rings);
            if (!again)
            {
                Leave();
            }
        }
    }

    /// <summary>The wait is over. Answers false when the run came to rest before.</summary>
    public bool TryUnpark(string instanceId)
    {
        lock (_gate)
        {
            if (_active == 0)
            {
                return false;
            }

            _parked.Remove(instanceId);
            _active++;
            return true;
        }
    }
}
