using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>Opens the store that <c>store: { postgres: { secret: NAME, keys: NAME } }</c> names.</summary>
/// <param name="secrets">Resolves both secrets, each time the store is opened.</param>
/// <param name="source">Where secrets of the repository come from; null: the default of <paramref name="secrets"/>.</param>
public sealed class PostgresStoreOpener(ISecretSource secrets, SecretSourceDefinition? source = null)
{
    /// <summary>Opens the store, or makes it. What cannot be resolved or reached is a finding (TGT040, STO...); none repeats a secret.</summary>
    /// <param name="connectionSecret">Name of the secret with the connection string.</param>
    /// <param name="keySecret">Name of the secret that seals the store's keys; null: they are not sealed.</param>
    /// <param name="observer">Is told of every durable write; null in the product.</param>
    /// <param name="spill">Temporary space of this machine; null: the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="newKeys">The keys of a store that is made now; null: random ones.</param>
    public async Task<Outcome<PostgresStore>> OpenAsync(
        string connectionSecret, string? keySecret, IDurableWriteObserver? observer, ISpillSpace? spill, CancellationToken cancellation, StoreKeys? newKeys = null)
    {
        var connection = await secrets.GetAsync(source, connectionSecret, cancellation);
        if (!connection.TryGet(out var text))
        {
            return connection.As<PostgresStore>();
        }

        if (keySecret is null)
        {
            return await PostgresStore.OpenAsync(text, null, observer, spill, cancellation, newKeys);
        }

        var key = await secrets.GetAsync(source, keySecret, cancellation);
        return key.TryGet(out var seal) ? await PostgresStore.OpenAsync(text, seal, observer, spill, cancellation, newKeys) : key.As<PostgresStore>();
    }
}
