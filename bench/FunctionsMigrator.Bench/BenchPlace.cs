using System.Security.Cryptography;
using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Bench;

/// <summary>A repository's folder with its store in <c>.fm</c>, and the services that <c>fm</c> makes over them.</summary>
/// <param name="Store">The store; closed with this.</param>
/// <param name="Services">What runs use.</param>
internal sealed record BenchPlace(LocalStore Store, MigratorServices Services) : IAsyncDisposable
{
    /// <summary>Opens or makes the store.</summary>
    /// <param name="folder">The repository.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="mark">Is told what was done, for whoever measures.</param>
    public static async Task<BenchPlace> OpenAsync(string folder, CancellationToken cancellation, Action<string>? mark = null)
    {
        var store = (await LocalStore.OpenAsync(Path.Combine(folder, ".fm"), new LocalStoreOptions(), cancellation)).Value;
        mark?.Invoke("store");
        var types = AdapterCatalogue.TargetTypes(folder, TimeProvider.System, new LocalSecretSource(folder));
        var metadata = new MetadataReader(types);
        mark?.Invoke("schema");
        return new BenchPlace(store, new MigratorServices
        {
            Store = store,
            Git = new LibGit2Source(Path.Combine(folder, ".fm", "git")),
            CommitVerifier = new CommitVerifier(),
            Metadata = metadata,
            Desired = new DesiredState(store.Spill),
            TargetTypes = types.ToDictionary(type => type.Name, StringComparer.Ordinal),
            Numbers = [],
            Random = RandomNumberGenerator.GetBytes,
            Time = TimeProvider.System,
        });
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
