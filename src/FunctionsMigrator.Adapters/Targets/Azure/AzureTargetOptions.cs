using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>What the targets in Azure are given beside their place.</summary>
/// <param name="Time">The clock of receipts and limits of time.</param>
/// <param name="Observer">Is told of every durable write; the product runs with <see cref="DurableWriteObserver.None"/>.</param>
/// <param name="Spill">Where items are brought into order when they are many.</param>
/// <param name="Tries">How often a request is sent again after a failure that may pass.</param>
internal sealed record AzureTargetOptions(TimeProvider Time, IDurableWriteObserver Observer, ISpillSpace Spill, int Tries = 3)
{
    /// <summary>The options of the product.</summary>
    public static AzureTargetOptions Of(TimeProvider time, IDurableWriteObserver? observer, AzureIdentities? identities = null) =>
        new(time, observer ?? DurableWriteObserver.None, new TempSpillSpace(Path.GetTempPath())) { Identities = identities ?? AzureIdentities.OfSurroundings };

    /// <summary>Who signs in to accounts that are named by their endpoint.</summary>
    public AzureIdentities Identities { get; init; } = AzureIdentities.OfSurroundings;
}
