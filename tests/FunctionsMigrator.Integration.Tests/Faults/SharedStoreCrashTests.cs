using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Adapters.Stores.Postgres;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Integration.Tests.Azure;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>Processes that die in whole runs at every kind of write that store and engine do in a shared store, the first time or the last time that a run does it.</summary>
public sealed class SharedStoreCrashTests(TestServers servers)
{
    [Fact]
    public async Task A_run_is_taken_back_the_same_whichever_kind_of_write_to_a_PostgreSQL_store_its_process_dies_at_first()
    {
        await using var database = await servers.NewDatabaseAsync();
        await EveryKindAsync(last: false, observer => OpenedAsync(PostgresStore.OpenAsync(database.ConnectionString, null, observer, null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_run_is_taken_back_the_same_whichever_kind_of_write_to_an_Azure_store_its_process_dies_at_last()
    {
        var settings = await AzureStores.SettingsAsync(servers);
        await EveryKindAsync(last: true, observer => OpenedAsync(AzureStore.OpenAsync(settings, observer, TestContext.Current.CancellationToken)));
    }

    private async Task EveryKindAsync(bool last, Func<IDurableWriteObserver, Task<IStore>> store)
    {
        await using var server = await ServerWorld.BeginAsync(servers, "http", store);
        var (points, wanted) = await server.TellThroughDeathAsync(_ => false);
        var kinds = points.Where(IsToStore).CountBy(Kind).ToList();
        Assert.True(kinds.Count >= 20, string.Join('\n', kinds));
        foreach (var (kind, times) in kinds)
        {
            var (_, found) = await server.TellThroughDeathAsync(point => IsToStore(point) && Kind(point) == kind, last ? times - 1 : 0);
            Assert.True(wanted == found, $"Died {kind}.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    // "before record replace runs/production-..." is a write of the kind "before record replace runs"; names of partitions go on after a colon.
    private static string Kind(string point) => point[..point.IndexOfAny([':', '/'])];

    private static bool IsToStore(string point) => point.StartsWith("before blob ", StringComparison.Ordinal) || point.StartsWith("before record ", StringComparison.Ordinal);

    private static async Task<IStore> OpenedAsync<TStore>(Task<Outcome<TStore>> opening)
        where TStore : IStore => (await opening).Value;
}
