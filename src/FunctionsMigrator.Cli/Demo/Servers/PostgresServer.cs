using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Stores.Local;
using Npgsql;

namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>
/// PostgreSQL on a loopback port of its own. Passwords are checked as on any server. It may be stopped and started again over the same data and port;
/// <see cref="DisposeAsync"/> ends it and removes the data.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser.</summary>
    public const string Admin = "fm_admin";

    private const int Tries = 5;
    private readonly string _binaries;
    private readonly string _folder;
    private readonly bool _durable;
    private ServerProcess? _process;

    private PostgresServer(string binaries, string folder, bool durable, string password) =>
        (_binaries, _folder, _durable, Password) = (binaries, folder, durable, password);

    /// <summary>The superuser's password, made up for this server.</summary>
    public string Password { get; }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="durable">Whether commits are flushed to disk; only a test that ends the server without warning needs it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">It cannot be installed or started.</exception>
    public static async Task<PostgresServer> StartAsync(bool durable = false, CancellationToken cancellation = default)
    {
        var modules = await ServerPackages.InstallAsync(cancellation);
        var binaries = Path.Combine(modules, "@embedded-postgres", ServerPackages.Platform, "native", "bin");
        var server = new PostgresServer(binaries, TemporaryFolders.Next("postgres"), durable, RandomNumberGenerator.GetHexString(24));
        try
        {
            await server.InitialiseAsync(cancellation);
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionString(string database = "postgres", string user = Admin, string? password = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = user,
        Password = password ?? Password,
        Pooling = false,
        SslMode = SslMode.Disable,
    }.ConnectionString;

    /// <summary>Starts the server again over its data, on the port it had.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; _process is null; attempt++)
        {
            var port = Port == 0 ? FreePort() : Port;
            try
            {
                _process = await ServerProcess.StartAsync(Server(port), line => line.Contains("database system is ready to accept connections", StringComparison.Ordinal), cancellation);
                Port = port;
            }
            catch (ServerUnavailableException exception) when (attempt < Tries && exception.Message.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal))
            {
                // Somebody took the port between our look and PostgreSQL's.
            }
        }
    }

    /// <summary>Ends the server at once, as a crash of its machine would; connections break and open transactions are gone.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync();
        }
    }

    /// <summary>Runs statements as superuser, each call on a connection of its own.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres", CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
        else if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        var passwordFile = _folder + ".password";
        await File.WriteAllTextAsync(passwordFile, Password, cancellation);
        if (!OperatingSystem.IsWindows())
        {
            // The user that PostgreSQL runs as reads it.
            File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        try
        {
            await ServerProcess.RunAsync(
                new ServerTask(
                    Path.Combine(_binaries, "initdb"),
                    ["--pgdata", Data, "--username", Admin, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"],
                    Folder: _folder,
                    Keep: true,
                    Unprivileged: true),
                cancellation);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private ServerTask Server(int port)
    {
        string[] fast = _durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        string[] settings =
        [
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "shared_buffers=64MB", "autovacuum=off", "timezone=UTC", "jit=off", .. fast,
        ];

        // SIGQUIT: sessions are cut and nothing is flushed, which is quick and what a crash looks like.
        return new ServerTask(
            Path.Combine(_binaries, "postgres"), ["-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })], Stop: "SIGQUIT", Folder: _folder, Unprivileged: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
