using FunctionsMigrator.Cli.Demo.Servers;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests;

/// <summary>A database of one test, dropped with its sessions when the test ends.</summary>
public sealed class TestDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    /// <summary>The server it is on.</summary>
    public PostgresServer Server { get; } = server;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>How its owner, the superuser, reaches it.</summary>
    public string ConnectionString => Server.ConnectionString(Name);

    /// <summary>Makes it.</summary>
    public static async Task<TestDatabase> CreateAsync(PostgresServer server, string name)
    {
        await server.ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return new TestDatabase(server, name);
    }

    /// <summary>Runs statements as superuser.</summary>
    public Task ExecuteAsync(string sql) => Server.ExecuteAsync(sql, Name);

    /// <summary>The first column of all rows, as text.</summary>
    public async Task<IReadOnlyList<string?>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string?>();
        while (await reader.ReadAsync())
        {
            values.Add(await reader.IsDBNullAsync(0) ? null : Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture));
        }

        return values;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Server.ExecuteAsync($"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)");
}
