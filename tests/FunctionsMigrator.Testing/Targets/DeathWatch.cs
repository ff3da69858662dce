using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>Lets a <see cref="LeaseClock"/> run as soon as a process died: whoever is waited for from then on never answers.</summary>
public sealed class DeathWatch(IDurableWriteObserver inner, LeaseClock clock) : IDurableWriteObserver
{
    /// <inheritdoc/>
    public ValueTask BeforeAsync(string write, CancellationToken cancellation) => WatchAsync(() => inner.BeforeAsync(write, cancellation));

    /// <inheritdoc/>
    public ValueTask AfterAsync(string write, CancellationToken cancellation) => WatchAsync(() => inner.AfterAsync(write, cancellation));

    private async ValueTask WatchAsync(Func<ValueTask> pass)
    {
        try
        {
            await pass();
        }
        catch (ProcessDiedException)
        {
            clock.Run();
            throw;
        }
    }
}
