using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.Postgres;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>A database of one test as a target, with the secrets that lead to it.</summary>
public sealed class PostgresPlaceFixture(TestDatabase database) : IAsyncDisposable
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal)
    {
        ["FM_SECRET_ORDERS"] = database.ConnectionString,
        ["FM_SECRET_SCRATCH"] = database.Server.ConnectionString(),
    };

    /// <summary>The target's address: one of its own, since scratch databases of all tests are on one server.</summary>
    public TargetAddress Address { get; } = new("test", "local", $"orders-{database.Name}");

    /// <summary>The database.</summary>
    public TestDatabase Database { get; } = database;

    /// <summary>The definition: the database, with scratch databases made on the same server by another way.</summary>
    public TargetBinding Binding => Bind(new { connection = new { secret = "orders" } }, new { connection = new { secret = "scratch" } });

    /// <summary>Makes the database.</summary>
    public static async Task<PostgresPlaceFixture> CreateAsync(TestServers servers) => new(await servers.NewDatabaseAsync());

    /// <summary>A definition with these keys.</summary>
    public TargetBinding Bind(object settings, object? scratch = null) => new(
        Address,
        PostgresTargetType.TypeName,
        JsonSerializer.SerializeToElement(settings).EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal),
        scratch is null ? null : JsonSerializer.SerializeToElement(scratch),
        null,
        new Dictionary<string, JsonElement>());

    /// <summary>Gives a secret a value, and answers the definition of a target that connects with it.</summary>
    public TargetBinding BindSecret(string name, string connectionString)
    {
        _secrets[$"FM_SECRET_{name.ToUpperInvariant()}"] = connectionString;
        return Bind(new { connection = new { secret = name } });
    }

    /// <summary>A new instance of the type, as another process would have it.</summary>
    public PostgresTargetType Type(TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new(new LocalSecretSource(Path.GetTempPath(), _secrets.GetValueOrDefault), time, observer, patience);

    /// <summary>Whether the migrator made anything in the database.</summary>
    public bool Exists() => Ask(Database.ConnectionString, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'fm')");

    /// <summary>Whether the run's scratch database exists.</summary>
    public bool ScratchExists(string run) =>
        Ask(Database.Server.ConnectionString(), $"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{PostgresTargetType.ScratchName(Address, run)}')");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Database.DisposeAsync();

    private static bool Ask(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (bool)command.ExecuteScalar()!;
    }
}
