using System.Diagnostics;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Cli.Demo.Servers;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests;

/// <summary>The servers that all other tests of this project stand on.</summary>
public sealed partial class ServerTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_answers_and_each_test_has_a_database_of_its_own()
    {
        await using var one = await servers.NewDatabaseAsync();
        await using var other = await servers.NewDatabaseAsync();

        await one.ExecuteAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (7)");

        Assert.Equal(["7"], await one.QueryAsync("SELECT a FROM t"));
        Assert.Equal(["0"], await other.QueryAsync("SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
        Assert.Equal(["18"], await one.QueryAsync("SELECT current_setting('server_version_num')::int / 10000"));
    }

    [Fact]
    public async Task PostgreSQL_checks_passwords()
    {
        var server = await servers.PostgresAsync();
        await using var connection = new NpgsqlConnection(server.ConnectionString(password: "wrong"));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancellation));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task PostgreSQL_keeps_what_was_committed_when_it_is_ended_and_started_again()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, Cancellation);
        var port = server.Port;
        await server.ExecuteAsync("CREATE TABLE kept (a int)", cancellation: Cancellation);

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => server.ExecuteAsync("SELECT 1", cancellation: Cancellation));
        await server.StartAsync(Cancellation);

        Assert.Equal(port, server.Port);
        await server.ExecuteAsync("INSERT INTO kept VALUES (1)", cancellation: Cancellation);
    }

    [Fact]
    public async Task Azurite_answers_for_blobs_and_tables()
    {
        var azurite = await servers.AzuriteAsync();
        using var client = new HttpClient();

        var blobs = await client.GetAsync(new Uri($"{azurite.Blobs}/nothing?comp=list&restype=container"), Cancellation);
        var tables = await client.GetAsync(new Uri($"{azurite.Tables}/Tables"), Cancellation);

        Assert.Contains("Azurite-Blob", string.Join(' ', blobs.Headers.Server), StringComparison.Ordinal);
        Assert.Contains("Azurite-Table", string.Join(' ', tables.Headers.Server), StringComparison.Ordinal);
    }

    /// <summary>A killed process closes its end of the pipe; nothing else is left to tell the server to go.</summary>
    [Fact]
    public async Task A_server_ends_when_the_pipe_from_its_starter_closes()
    {
        var pid = 0;
        var folder = TemporaryFolders.Next("pipe");
        var task = new ServerTask("node", ["-e", "process.on('SIGTERM', () => {}); console.log('pid ' + process.pid); setInterval(() => {}, 1000)"], Stop: "SIGKILL", Folder: folder);
        var server = await ServerProcess.StartAsync(task, line => Pid().Match(line) is { Success: true } match && (pid = int.Parse(match.Groups[1].Value)) > 0, Cancellation);
        using var running = Process.GetProcessById(pid);
        Assert.True(Directory.Exists(folder));

        await server.DisposeAsync();

        await running.WaitForExitAsync(Cancellation);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why_in_its_own_words()
    {
        var task = new ServerTask("node", ["-e", "console.error('no room'); process.exit(3)"]);

        var refused = await Assert.ThrowsAsync<ServerUnavailableException>(() => ServerProcess.StartAsync(task, _ => false, Cancellation));

        Assert.Contains("ended with 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("^pid (\\d+)$")]
    private static partial Regex Pid();
}
