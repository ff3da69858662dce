using System.Collections.Concurrent;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>Records every durable write, and stops the process (by an exception) before or after the one it is told.</summary>
public sealed class DurableWriteRecorder : IDurableWriteObserver
{
    private readonly ConcurrentQueue<string> _done = new();
    private int _begun;

    /// <summary>The write (from 1) before which the process dies; 0 for none.</summary>
    public int DieBefore { get; set; }

    /// <summary>The write (from 1) after which the process dies; 0 for none.</summary>
    public int DieAfter { get; set; }

    /// <summary>Writes that are done, in their order.</summary>
    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>How many writes were begun.</summary>
    public int Begun => _begun;

    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation) =>
        Interlocked.Increment(ref _begun) == DieBefore ? throw new ProcessDiedException($"before {write}") : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation)
    {
        _done.Enqueue(write);
        return _done.Count == DieAfter ? throw new ProcessDiedException($"after {write}") : ValueTask.CompletedTask;
    }
}
