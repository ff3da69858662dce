using System.Collections.Concurrent;
using FunctionsMigrator.Adapters.Stores.Postgres;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Integration.Tests.Postgres;

public sealed class PostgresBlobStoreTests(TestServers servers) : BlobStoreContract, IAsyncDisposable
{
    private readonly PostgresStores _stores = new(servers);

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    protected override async Task<IBlobStore> CreateAsync() => (await _stores.NewAsync()).Blobs;

    [Fact]
    public async Task A_blob_of_many_parts_is_read_back_and_leaves_no_parts_when_it_is_deleted_or_lost()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var store = await _stores.NewAsync();
        var bytes = new byte[1_500_000];
        new Random(7).NextBytes(bytes);

        Assert.True(await store.Blobs.TryCreateAsync(BlobArea.Snapshots, "big", (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellation));
        await Assert.ThrowsAsync<InvalidDataException>(() => store.Blobs.TryCreateAsync(
            BlobArea.Snapshots,
            "lost",
            async (stream, token) =>
            {
                await stream.WriteAsync(bytes, token);
                throw new InvalidDataException("the source broke");
            },
            cancellation));

        await using (var stream = (await store.Blobs.OpenAsync(BlobArea.Snapshots, "big", cancellation))!)
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation);
            Assert.Equal(bytes, copy.ToArray());
        }

        Assert.Equal(["2"], await _stores.Database.QueryAsync("SELECT count(*) FROM fm_store.parts"));
        Assert.True(await store.Blobs.DeleteSnapshotAsync("big", cancellation));
        Assert.Equal(["0"], await _stores.Database.QueryAsync("SELECT count(*) FROM fm_store.parts"));
    }
}

public sealed class PostgresRecordStoreTests(TestServers servers) : RecordStoreContract, IAsyncDisposable
{
    private readonly PostgresStores _stores = new(servers);

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    protected override async Task<IRecordStore> CreateAsync() => (await _stores.NewAsync()).Records;
}

/// <summary>Making and opening the store itself.</summary>
public sealed class PostgresStoreTests(TestServers servers) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await servers.NewDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Hosts_that_open_a_new_store_at_once_have_one_identity_and_the_same_keys()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenAsync("a key secret"))));

        Assert.Single(opened.Select(store => store.Value.Id).Distinct());
        Assert.Single(opened.Select(store => Convert.ToHexString(store.Value.Keys.Snapshots.Span)).Distinct());
        Assert.Single(opened.Select(store => Convert.ToHexString(store.Value.Keys.Sensitive.Span)).Distinct());
        foreach (var store in opened)
        {
            await store.Value.DisposeAsync();
        }
    }

    [Fact]
    public async Task Keys_are_sealed_by_a_key_secret_and_open_with_no_other()
    {
        var made = await OpenAsync("a key secret");
        await using var store = made.Value;
        Assert.Empty(made.Findings);

        var stored = (await _database.QueryAsync("SELECT encode(keys, 'hex') FROM fm_store.identity"))[0]!;
        Assert.DoesNotContain(Convert.ToHexStringLower(store.Keys.Snapshots.Span), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(store.Keys.Sensitive.Span), stored, StringComparison.Ordinal);
        foreach (var other in new[] { "another secret", null })
        {
            var finding = Assert.Single((await OpenAsync(other)).Findings);
            Assert.Equal(StoreCodes.Unavailable.Code, finding.Code);
            Assert.Contains("secret", finding.Message + finding.Remedy, StringComparison.Ordinal);
        }

        await using var again = (await OpenAsync("a key secret")).Value;
        Assert.Equal(store.Keys.Snapshots.ToArray(), again.Keys.Snapshots.ToArray());
    }

    [Fact]
    public async Task A_store_without_a_key_secret_warns_of_it()
    {
        var made = await OpenAsync(null);
        await using var store = made.Value;

        Assert.Equal(StoreCodes.KeysBeside.Code, Assert.Single(made.Findings).Code);
    }

    [Fact]
    public async Task A_store_of_a_newer_format_is_refused()
    {
        await (await OpenAsync(null)).Value.DisposeAsync();
        await _database.ExecuteAsync("UPDATE fm_store.identity SET format = 2");

        Assert.Equal(StoreCodes.Format.Code, Assert.Single((await OpenAsync(null)).Findings).Code);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_a_finding_without_the_secret()
    {
        var server = _database.Server;
        await _database.ExecuteAsync($"DROP ROLE IF EXISTS reader_{_database.Name}; CREATE ROLE reader_{_database.Name} LOGIN PASSWORD 'read'");
        foreach (var connection in new[]
        {
            server.ConnectionString(_database.Name, password: "pA55-w0rd"),
            server.ConnectionString("no_such_database"),
            server.ConnectionString(_database.Name, user: $"reader_{_database.Name}", password: "read"),
            "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=pA55-w0rd",
            "pA55-w0rd",
        })
        {
            var opened = await PostgresStore.OpenAsync(connection, null, null, null, Cancellation);

            var finding = Assert.Single(opened.Findings);
            Assert.Equal(StoreCodes.Unavailable.Code, finding.Code);
            Assert.NotEmpty(finding.Remedy);
            Assert.DoesNotContain("pA55-w0rd", finding.ToString() + finding.Remedy, StringComparison.Ordinal);
        }
    }

    private Task<Core.Findings.Outcome<PostgresStore>> OpenAsync(string? keySecret) => PostgresStore.OpenAsync(_database.ConnectionString, keySecret, null, null, Cancellation);
}

/// <summary>Stores of one test, each in a database of its own.</summary>
internal sealed class PostgresStores(TestServers servers) : IAsyncDisposable
{
    private readonly ConcurrentStack<IAsyncDisposable> _open = new();

    /// <summary>The database of the store that was made last.</summary>
    public TestDatabase Database { get; private set; } = null!;

    public async Task<PostgresStore> NewAsync()
    {
        var database = Database = await servers.NewDatabaseAsync();
        _open.Push(database);
        var opened = await PostgresStore.OpenAsync(database.ConnectionString, "a key secret", null, null, TestContext.Current.CancellationToken);
        Assert.True(opened.Succeeded, string.Join(Environment.NewLine, opened.Findings));
        _open.Push(opened.Value);
        return opened.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var item in _open)
        {
            await item.DisposeAsync();
        }
    }
}
