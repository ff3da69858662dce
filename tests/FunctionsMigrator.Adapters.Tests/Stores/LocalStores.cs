using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Adapters.Tests.Stores;

/// <summary>Stores in a temporary folder of their own.</summary>
internal sealed class LocalStores : IAsyncDisposable
{
    private readonly List<LocalStore> _open = [];
    private int _number;

    public string Root { get; } = Directory.CreateTempSubdirectory("fm-store-").FullName;

    public async Task<LocalStore> OpenAsync(string? name = null, LocalStoreOptions? options = null)
    {
        var opened = await LocalStore.OpenAsync(Path.Combine(Root, name ?? $"s{++_number}"), options ?? new(), TestContext.Current.CancellationToken);
        _open.Add(opened.Value);
        return opened.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }
}
