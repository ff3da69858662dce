using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Adapters.Stores.Postgres;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Integration.Tests.Azure;
using FunctionsMigrator.Testing.Faults;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>
/// The connection to a shared store breaks somewhere in a whole run, with records, blobs and the engine's histories in it. Whoever drives the run may give up and be started
/// again, as a person does whose program says that the store cannot be used; the run ends as it does without the fault.
/// </summary>
public sealed class SharedStoreFaultTests(TestServers servers)
{
    private const int Samples = 5;

    [Theory]
    [InlineData(TcpFault.Cut)]
    [InlineData(TcpFault.DropAnswer)]
    public async Task A_run_is_taken_back_the_same_wherever_the_connection_to_its_PostgreSQL_store_breaks(TcpFault fault)
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var proxy = TcpFaultProxy.Start(database.Server.Port);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = proxy.Port }.ConnectionString;
        await using var server = await ServerWorld.BeginAsync(
            servers, "http", async observer => (await PostgresStore.OpenAsync(connection, null, observer, null, TestContext.Current.CancellationToken)).Value);
        await EverywhereAsync(server, nth => proxy.Arm(nth, fault), () => proxy.Sent);
    }

    [Theory]
    [InlineData("cut", "tables")]
    [InlineData("dropped", "tables")]
    [InlineData("503", "tables")]
    [InlineData("cut", "blobs")]
    [InlineData("dropped", "blobs")]
    public async Task A_run_is_taken_back_the_same_whichever_request_to_its_Azure_store_meets_a_fault(string fault, string service)
    {
        var azurite = await servers.AzuriteAsync();
        await using var proxy = await HttpFaultProxy.StartAsync((service == "tables" ? azurite.Tables : azurite.Blobs).GetLeftPart(UriPartial.Authority));
        var behind = $"{proxy.Url}/{AzuriteServer.Account}";
        var settings = await AzureStores.SettingsAsync(servers) with
        {
            Connection = $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};"
                + $"BlobEndpoint={(service == "blobs" ? behind : azurite.Blobs)};TableEndpoint={(service == "tables" ? behind : azurite.Tables)};",
        };
        await using var server = await ServerWorld.BeginAsync(
            servers, "http", async observer => (await AzureStore.OpenAsync(settings, observer, TestContext.Current.CancellationToken)).Value);
        await EverywhereAsync(
            server,
            nth => proxy.Arm(_ => true, nth, fault switch { "cut" => HttpFault.Cut, "dropped" => HttpFault.DropAnswer, _ => HttpFault.TurnedAway(503, "0") }),
            () => proxy.Matched.Count);
    }

    private static async Task EverywhereAsync(ServerWorld server, Action<int> arm, Func<int> count)
    {
        var (requests, wanted) = await TellAsync(server, arm, int.MaxValue, count);
        Assert.True(requests >= 60, $"{requests} requests");
        for (var sample = 0; sample < Samples; sample++)
        {
            var nth = (requests - 1) * (sample + 1) / Samples;
            var (_, found) = await TellAsync(server, arm, nth, count);
            Assert.True(wanted == found, $"{nth} of {requests}.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    private static async Task<(int Requests, string Story)> TellAsync(ServerWorld server, Action<int> arm, int nth, Func<int> count)
    {
        var scenario = server.World.Scenario;
        await server.World.StartAsync();
        arm(nth);
        RunRecord? run = null;
        for (var tries = 0; run is not { State: var state } || !state.IsFinal(); tries++)
        {
            Assert.True(tries < 3, $"{run?.State} {run?.ReasonCode} {run?.Reason}");
            try
            {
                run = await scenario.DriveAsync(server.World.Run);
            }
            catch (Exception exception) when (exception is StoreException || exception is InvalidOperationException && exception.Message.StartsWith("Unavailable", StringComparison.Ordinal))
            {
                scenario.Time.Advance(TimeSpan.FromMinutes(1));
                scenario.Open();
            }
        }

        // What the test looks at afterwards meets no fault.
        var requests = count();
        arm(int.MaxValue);
        return (requests, await server.StoryAsync(run));
    }
}
