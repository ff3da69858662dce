using System.Globalization;
using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class SqliteRowsContractTests : RowsTargetContract, IDisposable
{
    private readonly SqlitePlaceFixture _place = new();

    protected override TargetBinding Binding => SqlitePlaceFixture.Binding;

    public void Dispose() => _place.Dispose();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => new SqliteTargetType(_place.Base, Time, observer, patience);

    protected override bool Exists() => File.Exists(_place.File);

    protected override Task ExecuteAsync(string sql)
    {
        _place.Execute(sql);
        return Task.CompletedTask;
    }

    protected override Task<IReadOnlyList<string>> QueryAsync(string sql) => Task.FromResult<IReadOnlyList<string>>(
        [.. _place.Query(sql).Select(row => string.Join('|', row.Select(value => value is null ? "-" : Convert.ToString(value, CultureInfo.InvariantCulture))))]);
}
