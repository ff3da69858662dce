using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>
/// The public keys that ever signed decisions of a store: a blob each (area Bundles, <c>decision-keys/{kid}.json</c>), created once. A key that is replaced stays, so that what it signed
/// can be verified for as long as the store is kept.
/// </summary>
public sealed class DecisionKeys(IBlobStore blobs)
{
    /// <summary>What the names of the blobs begin with.</summary>
    public const string Folder = "decision-keys/";

    /// <summary>Keeps a key; one that stands already stays as it is.</summary>
    public Task PublishAsync(DecisionKey key, CancellationToken cancellation) => blobs.TryCreateJsonAsync(BlobArea.Bundles, Name(key.Kid), key, cancellation);

    /// <summary>The key of that name; null when there is none, or what stands there is another one.</summary>
    public async Task<DecisionKey?> FindAsync(string kid, CancellationToken cancellation) =>
        await blobs.ReadJsonAsync<DecisionKey>(BlobArea.Bundles, Name(kid), cancellation) is { IsNamedRight: true } key && key.Kid == kid ? key : null;

    /// <summary>All keys, in ordinal order of their names.</summary>
    public async IAsyncEnumerable<DecisionKey> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var name in blobs.ListAsync(BlobArea.Bundles, Folder, cancellation))
        {
            if (await FindAsync(name[Folder.Length..^".json".Length], cancellation) is { } key)
            {
                yield return key;
            }
        }
    }

    /// <summary>Verifies a signed decision against the keys of the store; null when no such key signed it.</summary>
    public async Task<Decision?> VerifyAsync(string signature, CancellationToken cancellation) =>
        DecisionJws.KeyOf(signature) is { } kid && await FindAsync(kid, cancellation) is { } key ? DecisionJws.Verify(signature, key) : null;

    private static string Name(string kid) => $"{Folder}{kid}.json";
}
