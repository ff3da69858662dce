using System.Text.Json;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

/// <summary>A database of one test on the server that the surroundings name, as a target.</summary>
public sealed class SqlServerPlaceFixture : IAsyncDisposable
{
    /// <summary>Names the server: a connection string whose login may create databases.</summary>
    public const string Variable = "FM_TEST_SQLSERVER";

    private readonly Dictionary<string, string> _secrets;

    private SqlServerPlaceFixture(string server, string database)
    {
        (Server, Database) = (server, database);
        Address = new TargetAddress("test", "local", $"orders-{database}");
        _secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["FM_SECRET_ORDERS"] = To(database), ["FM_SECRET_SCRATCH"] = To("master") };
    }

    public TargetAddress Address { get; }

    public string Server { get; }

    public string Database { get; }

    public TargetBinding Binding => Bind(new { connection = new { secret = "orders" } }, new { connection = new { secret = "scratch" } });

    /// <summary>Makes the database, or skips the test and says why.</summary>
    public static async Task<SqlServerPlaceFixture> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(server), $"{Variable} names no SQL Server: a connection string whose login may create databases.");
        Assert.SkipUnless(SqlServerPlace.HasLanguages(), "The client of SQL Server needs DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0.");
        AppContext.SetSwitch("System.Globalization.Invariant", false);
        var place = new SqlServerPlaceFixture(server!, $"fm_test_{Guid.NewGuid():N}");
        await place.ExecuteAsync($"CREATE DATABASE [{place.Database}] COLLATE Latin1_General_100_CI_AS_SC", "master");
        return place;
    }

    public TargetBinding Bind(object settings, object? scratch = null) => new(
        Address,
        SqlServerTargetType.TypeName,
        JsonSerializer.SerializeToElement(settings).EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal),
        scratch is null ? null : JsonSerializer.SerializeToElement(scratch),
        null,
        new Dictionary<string, JsonElement>());

    public TargetBinding BindSecret(string name, string connectionString)
    {
        _secrets[$"FM_SECRET_{name.ToUpperInvariant()}"] = connectionString;
        return Bind(new { connection = new { secret = name } });
    }

    public SqlServerTargetType Type(TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new(new LocalSecretSource(Path.GetTempPath(), _secrets.GetValueOrDefault), time, observer, patience);

    public string To(string database, string? password = null)
    {
        var text = new SqlConnectionStringBuilder(Server) { InitialCatalog = database, ConnectTimeout = 10 };
        text.Password = password ?? text.Password;
        return text.ConnectionString;
    }

    public bool Exists() => Ask(Database, "SELECT CASE WHEN SCHEMA_ID(N'fm') IS NULL THEN 0 ELSE 1 END");

    public bool ScratchExists(string run) => Ask("master", $"SELECT CASE WHEN DB_ID(N'{SqlServerTargetType.ScratchName(Address, run)}') IS NULL THEN 0 ELSE 1 END");

    public async Task ExecuteAsync(string sql, string? database = null)
    {
        await using var connection = new SqlConnection(To(database ?? Database));
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        foreach (var sql in new[] { $"IF SERVERPROPERTY(N'EngineEdition') <> 5 EXEC (N'ALTER DATABASE [{Database}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE')", $"DROP DATABASE IF EXISTS [{Database}]" })
        {
            await ExecuteAsync(sql, "master");
        }
    }

    private bool Ask(string database, string sql)
    {
        using var connection = new SqlConnection(To(database));
        connection.Open();
        using var command = new SqlCommand(sql, connection);
        return (int)command.ExecuteScalar()! == 1;
    }
}
