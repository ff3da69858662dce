using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>Stands for a process that dies at a durable write: throws there, once.</summary>
/// <param name="begins">How the write's name begins.</param>
/// <param name="after">Whether the write is done when the process dies.</param>
public sealed class CrashPoint(string begins, bool after) : IDurableWriteObserver
{
    private int _crashed;

    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation) => Pass(write, !after);

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation) => Pass(write, after);

    private ValueTask Pass(string write, bool here) => here && write.StartsWith(begins, StringComparison.Ordinal) && Interlocked.Exchange(ref _crashed, 1) == 0
        ? throw new ProcessDiedException($"{(after ? "after" : "before")} {write}")
        : ValueTask.CompletedTask;
}
