using System.Globalization;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Postgres;

public sealed class PostgresRowsContractTests(TestServers servers) : RowsTargetContract, IAsyncLifetime
{
    private PostgresPlaceFixture _place = null!;

    protected override TargetBinding Binding => _place.Binding;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => _place.Type(Time, observer, patience);

    protected override bool Exists() => _place.Exists();

    protected override Task ExecuteAsync(string sql) => _place.Database.ExecuteAsync(sql);

    protected override async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_place.Database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
