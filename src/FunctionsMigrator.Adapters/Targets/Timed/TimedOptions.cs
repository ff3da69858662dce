using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.Timed;

/// <summary>What an HTTP target is given beside its place.</summary>
/// <param name="Time">The clock of receipts.</param>
/// <param name="Observer">Is told of every durable write.</param>
/// <param name="Patience">How long a claimant waits for a writer; null: twice as long as one that vanished is waited for.</param>
/// <param name="Waiting">The clock on which others are waited for. Real time in the product: it is another process, or the service, that needs it.</param>
internal sealed record TimedOptions(TimeProvider Time, IDurableWriteObserver Observer, TimeSpan? Patience, TimeProvider Waiting);
