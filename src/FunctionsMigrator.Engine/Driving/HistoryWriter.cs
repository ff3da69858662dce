using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>
/// The growing end of one history. Facts are collected until something is about to happen because of them, and are then written together, so a step
/// costs one durable write: its answer goes with the next question.
/// </summary>
internal sealed class HistoryWriter(RunDrive run, string instanceId, int count, DateTimeOffset last, Func<string?> status) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private List<Fact> _pending = [];
    private int _count = count;
    private DateTimeOffset _last = last;

    /// <summary>The clock of this instance: never before its last fact.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = run.Time.GetUtcNow();
            return now > _last ? now : _last;
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Adds a fact to what is written next.</summary>
    public T Add<T>(Func<int, DateTimeOffset, T> make)
        where T : Fact
    {
        lock (_gate)
        {
            _last = Now;
            var fact = make(_count++, _last);
            _pending.Add(fact);
            return fact;
        }
    }

    /// <summary>Writes what was added. Never cancelled: what happened is written down.</summary>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            List<Fact> facts;
            lock (_gate)
            {
                (facts, _pending) = (_pending, []);
            }

            if (facts.Count > 0 && !await run.Store.AppendAsync(run.Lease, new Append(instanceId, facts, status()), CancellationToken.None))
            {
                throw new LeaseLostException(run.Lease.Root);
            }
        }
        finally
        {
            _writing.Release();
        }
    }
}
