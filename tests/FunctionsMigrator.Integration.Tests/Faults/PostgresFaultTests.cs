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
    private const int Samples = 4;

    private static readonly Dictionary<string, string> First = new(StringComparer.Ordinal)
    {
        ["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n",
        ["metadata/sql/V1__colours.sql"] = "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n",
        ["metadata/colours.yaml"] = "kind: ReferenceData\nname: colours\ntarget: db\ntable: colours\nkey: [code]\nfile: colours.csv\nprune: true\ndependsOn: [schema]\n",
        ["metadata/colours.csv"] = "code,name\nb,blue\nr,red\n",
    };

    private static readonly Dictionary<string, string> Second = new(StringComparer.Ordinal)
    {
        ["metadata/sql/V2__hex.sql"] = "ALTER TABLE colours ADD COLUMN hex TEXT;\nCREATE INDEX colours_by_name ON colours (name);\n",
        ["metadata/colours.csv"] = "code,name\ng,green\nr,rot\n",
    };

    [Theory]
    [InlineData(TcpFault.Cut)]
    [InlineData(TcpFault.DropAnswer)]
    public async Task A_run_that_is_taken_back_ends_the_same_wherever_its_connection_breaks(TcpFault fault)
    {
        var (sent, wanted) = await TellAsync(int.MaxValue, fault);
        for (var sample = 0; sample < Samples; sample++)
        {
            var nth = (sent - 1) * (sample + 1) / Samples;
            var (_, found) = await TellAsync(nth, fault);
            Assert.True(found is null || wanted == found, $"{nth} of {sent}.\nWithout:\n{wanted}\nWith:\n{found}");
        }
    }

    [Fact]
    public async Task A_server_that_goes_down_between_apply_and_undo_loses_nothing()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, TestContext.Current.CancellationToken);
        await using var database = await TestDatabase.CreateAsync(server, "restarted");
        await using var world = await BeginAsync(database.ConnectionString, takenBack: true);
        world.Scenario.Measure(_ => 0.02);
        Assert.Equal(RunState.Paused, (await world.Scenario.DriveAsync(world.Run)).State);

        await server.StopAsync();
        await server.StartAsync(TestContext.Current.CancellationToken);
        var run = await world.Scenario.CommandAsync(world.Run, new CommandRequest(CommandKind.Abort, Reason: "the server was down"), Scenario.Key("ada"));

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(["blue", "red"], await database.QueryAsync("SELECT name FROM colours ORDER BY code"));
        Assert.NotEmpty(await RunStory.TellAsync(world.Scenario, run));
    }

    [Fact]
    public async Task A_row_that_another_session_has_locked_ends_in_a_clean_compensation()
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var world = await BeginAsync(database.ConnectionString, takenBack: false);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("SELECT * FROM colours WHERE code = 'r' FOR UPDATE", other, transaction))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var run = await world.Scenario.DriveAsync(world.Run);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Contains(run.ReasonCode, new[] { TargetCodes.Busy.Code, TargetCodes.ScriptFailed.Code });
        Assert.Equal(["blue", "red"], await database.QueryAsync("SELECT name FROM colours ORDER BY code"));
        Assert.Equal(["2"], await database.QueryAsync("SELECT count(*) FROM information_schema.columns WHERE table_name = 'colours'"));
    }

    private static Task<FaultWorld> BeginAsync(string connection, bool takenBack) => FaultWorld.BeginAsync(
        "db: { type: postgres, connection: { secret: db }, scratch: { beside: true }, lockTimeout: 200ms }", First, Second, takenBack, scenario => scenario.Secrets["FM_SECRET_DB"] = connection);

    // Null: the run ended before its first write, and nothing is different.
    private async Task<(int Sent, string? Story)> TellAsync(int nth, TcpFault fault)
    {
        await using var database = await servers.NewDatabaseAsync();
        await using var proxy = TcpFaultProxy.Start(database.Server.Port);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = proxy.Port }.ConnectionString;
        await using var world = await BeginAsync(connection, takenBack: true);
        var before = await LiveAsync(database);
        proxy.Arm(nth, fault);

        var run = await world.Scenario.DriveAsync(world.Run);

        var live = await LiveAsync(database);
        Assert.Equal(before, live);
        if (run.State is RunState.Failed or RunState.Invalid)
        {
            var receipts = (await database.QueryAsync($"SELECT count(*) FROM fm.receipts WHERE run = '{run.Id}'"))[0];
            Assert.True(receipts == "0", $"{run.State} {run.ReasonCode} {run.Reason} with {receipts} receipts: {fault} at {nth}");
            return (proxy.Sent, null);
        }

        Assert.True(run.State is RunState.RolledBack, $"{run.State} {run.ReasonCode} {run.Reason}: {fault} at {nth}");
        return (proxy.Sent, $"{live}\n{await RunStory.TellAsync(world.Scenario, run)}");
    }

    private static async Task<string> LiveAsync(TestDatabase database) => string.Join('\n', [
        .. await database.QueryAsync("SELECT code || ' ' || name FROM colours ORDER BY code"),
        .. await database.QueryAsync("SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = 'colours' ORDER BY ordinal_position"),
        .. await database.QueryAsync("SELECT indexname FROM pg_indexes WHERE tablename = 'colours' ORDER BY indexname"),
    ]);
}
