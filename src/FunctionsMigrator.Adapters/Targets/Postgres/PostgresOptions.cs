using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What targets on PostgreSQL are given beside their definition.</summary>
/// <param name="Time">The clock of receipts and history rows.</param>
/// <param name="Observer">Is told of every durable write; the product runs with <see cref="DurableWriteObserver.None"/>.</param>
/// <param name="Patience">How long a writer waits for another one before it answers <c>TGT005</c>.</param>
internal sealed record PostgresOptions(TimeProvider Time, IDurableWriteObserver Observer, TimeSpan Patience)
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
