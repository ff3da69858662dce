using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What targets on SQL Server are given beside their definition.</summary>
/// <param name="Time">The clock of receipts and history rows.</param>
/// <param name="Observer">Is told of every durable write; the product runs with <see cref="DurableWriteObserver.None"/>.</param>
/// <param name="Patience">How long a writer waits for another one before it answers <c>TGT005</c>.</param>
/// <param name="Waiting">The clock on which a paused server is waited for; real time in the product.</param>
/// <param name="Spill">Where rows are brought into order when they are many.</param>
internal sealed record SqlServerOptions(TimeProvider Time, IDurableWriteObserver Observer, TimeSpan Patience, TimeProvider Waiting, ISpillSpace Spill)
{
    /// <summary>The patience of the product.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    /// <summary>Now, as the database keeps it: in whole microseconds.</summary>
    public DateTimeOffset Now()
    {
        var now = Time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
