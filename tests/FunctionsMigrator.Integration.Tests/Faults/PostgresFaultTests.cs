using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Faults;
using FunctionsMigrator.Testing.Scenarios;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>Whole runs on PostgreSQL behind a connection that breaks, a server that goes down, and a lock that somebody else holds.</summary>
public sealed class PostgresFaultTests(TestServers servers)
{
    private const int Samples = 6;

    [Theory]
    [InlineData(TcpFault.Cut)]
    [InlineData(TcpFault.DropAnswer)]
    public async Task A_run_that_is_taken_back_ends_the_same_wherever_its_connection_breaks(TcpFault fault)
    {
        await using var server = await ServerWorld.BeginAsync(servers, "postgres", proxied: true);
        var (sent, wanted) = await TellAsync(server, int.MaxValue, fault);
        for (var sample = 0; sample < Samples; sample++)
        {
            var nth = (sent - 1) * (sample + 1) / Samples;
            var (_, found) = await TellAsync(server, nth, fault);
            Assert.True(found is null || wanted == found, $"{nth} of {sent}.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Fact]
    public async Task A_server_that_goes_down_between_apply_and_undo_loses_nothing()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, TestContext.Current.CancellationToken);
        await using var database = await TestDatabase.CreateAsync(server, "restarted");
        await using var world = await ServerWorld.BeginAsync(database);
        var scenario = world.World.Scenario;
        scenario.Measure(_ => 0.02);
        Assert.Equal(RunState.Paused, (await scenario.DriveAsync(world.World.Run)).State);

        await server.StopAsync();
        await server.StartAsync(TestContext.Current.CancellationToken);
        var run = await scenario.CommandAsync(world.World.Run, new CommandRequest(CommandKind.Abort, Reason: "the server was down"), Scenario.Key("ada"));

        Assert.Equal(["blue", "red"], await database.QueryAsync("SELECT name FROM colours ORDER BY code"));
        Assert.NotEmpty(await world.StoryAsync(run));
    }

    [Fact]
    public async Task A_row_that_another_session_has_locked_ends_in_a_clean_compensation()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await ServerWorld.BeginAsync(database);
        world.World.Scenario.Measure(_ => 0);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("SELECT * FROM colours WHERE code = 'r' FOR UPDATE", other, transaction))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var run = await world.World.Scenario.DriveAsync(world.World.Run);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Contains(run.ReasonCode, new[] { TargetCodes.Busy.Code, TargetCodes.ScriptFailed.Code });
        Assert.Equal(["blue", "red"], await database.QueryAsync("SELECT name FROM colours ORDER BY code"));
        Assert.Equal(["2"], await database.QueryAsync("SELECT count(*) FROM information_schema.columns WHERE table_name = 'colours'"));
    }

    // Null: the run ended before its first write, and nothing is different.
    private static async Task<(int Sent, string? Story)> TellAsync(ServerWorld server, int nth, TcpFault fault)
    {
        await server.World.StartAsync();
        var before = await server.LiveAsync();
        server.Tcp.Arm(nth, fault);

        var run = await server.World.Scenario.DriveAsync(server.World.Run);

        Assert.Equal(before, await server.LiveAsync());
        return run.State is RunState.Failed or RunState.Invalid && await RunStory.ReceiptsAsync(server.World.Scenario, run) == 0
            ? (server.Tcp.Sent, null)
            : (server.Tcp.Sent, await server.StoryAsync(run));
    }
}
