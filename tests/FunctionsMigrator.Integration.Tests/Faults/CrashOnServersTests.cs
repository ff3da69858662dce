using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Adapters.Stores.Postgres;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Integration.Tests.Azure;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>
/// Processes that die at the durable writes of whole runs on real servers: at every write to a target of each type, and in each shared store at every kind of write that store
/// and engine do, the first time or the last time that a run does it. Every single write of a run is tried with files, SQLite and a store in memory.
/// </summary>
public sealed class CrashOnServersTests(TestServers servers)
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("azure-table")]
    [InlineData("azure-blob")]
    [InlineData("http")]
    public async Task A_run_is_taken_back_the_same_whichever_write_to_its_target_its_process_dies_at(string type)
    {
        await using var server = await ServerWorld.BeginAsync(servers, type);
        var (points, wanted) = await TellAsync(server, _ => false);
        var writes = points.Where(IsToTarget).ToList();
        Assert.True(writes.Count >= 8, string.Join('\n', writes));
        for (var nth = 0; nth < writes.Count; nth++)
        {
            // Nothing is durable between the end of a write and the beginning of the next: who dies before each and after the last dies before and after each.
            if (writes[nth].StartsWith("before ", StringComparison.Ordinal) || nth == writes.Count - 1)
            {
                var (_, found) = await TellAsync(server, IsToTarget, nth);
                Assert.True(wanted == found, $"Died {writes[nth]} ({nth}).\nWithout:\n{wanted}\nWith:\n{found}");
            }
        }
    }

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
        var (points, wanted) = await TellAsync(server, _ => false);
        var kinds = points.Where(IsToStore).CountBy(Kind).ToList();
        Assert.True(kinds.Count >= 20, string.Join('\n', kinds));
        foreach (var (kind, times) in kinds)
        {
            var (_, found) = await TellAsync(server, point => IsToStore(point) && Kind(point) == kind, last ? times - 1 : 0);
            Assert.True(wanted == found, $"Died {kind}.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    // "before record replace runs/production-..." is a write of the kind "before record replace runs"; names of partitions go on after a colon.
    private static string Kind(string point) => point[..point.IndexOfAny([':', '/'])];

    private static bool IsToTarget(string point) => point.Contains(" target ", StringComparison.Ordinal);

    private static bool IsToStore(string point) => point.StartsWith("before blob ", StringComparison.Ordinal) || point.StartsWith("before record ", StringComparison.Ordinal);

    private static async Task<(IReadOnlyList<string> Points, string Story)> TellAsync(ServerWorld server, Func<string, bool> deadly, int nth = 0)
    {
        var (world, scenario) = (server.World, server.World.Scenario);
        await world.StartAsync();
        scenario.Mortality.DieAt(deadly, nth);
        var run = await scenario.DriveThroughDeathAsync(world.Run);
        return (scenario.Mortality.Points, await server.StoryAsync(run));
    }

    private static async Task<IStore> OpenedAsync<TStore>(Task<Outcome<TStore>> opening)
        where TStore : IStore => (await opening).Value;
}
