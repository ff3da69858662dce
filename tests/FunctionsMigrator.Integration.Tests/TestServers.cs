using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Integration.Tests;
using FunctionsMigrator.Integration.Tests.Smtp;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace FunctionsMigrator.Integration.Tests;

/// <summary>The real servers of all tests of this project, each started when the first test asks for it. A test class takes this in its constructor.</summary>
public sealed class TestServers : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _azurite = new(() => AzuriteServer.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<SmtpServers>> _smtp = new(() => SmtpServers.StartAsync());
    private int _names;

    /// <summary>Azurite. Take names from <see cref="NextName"/> for tables and containers.</summary>
    public Task<AzuriteServer> AzuriteAsync() => _azurite.Value;

    /// <summary>PostgreSQL. A test that stops the server starts one of its own.</summary>
    public Task<PostgresServer> PostgresAsync() => _postgres.Value;

    /// <summary>SMTP servers; each test opens a sink of its own.</summary>
    public Task<SmtpServers> SmtpAsync() => _smtp.Value;

    /// <summary>A name that no other test of this process has, of lower-case letters and digits: <c>t12</c>.</summary>
    public string NextName() => $"t{Interlocked.Increment(ref _names)}";

    /// <summary>Makes an empty database.</summary>
    public async Task<TestDatabase> NewDatabaseAsync() => await TestDatabase.CreateAsync(await PostgresAsync(), NextName());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated && await Ended(_azurite.Value))
        {
            await (await _azurite.Value).DisposeAsync();
        }

        if (_postgres.IsValueCreated && await Ended(_postgres.Value))
        {
            await (await _postgres.Value).DisposeAsync();
        }

        if (_smtp.IsValueCreated && await Ended(_smtp.Value))
        {
            await (await _smtp.Value).DisposeAsync();
        }
    }

    /// <summary>Whether the start succeeded; why it did not was told to the tests that asked.</summary>
    private static async Task<bool> Ended(Task start)
    {
        await start.ContinueWith(_ => { }, TaskScheduler.Default);
        return start.IsCompletedSuccessfully;
    }
}
