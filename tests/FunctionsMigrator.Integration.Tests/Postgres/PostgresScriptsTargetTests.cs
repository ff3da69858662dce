using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Postgres;

public sealed class PostgresScriptsTargetTests(TestServers servers) : SqlTargetContract, IAsyncLifetime
{
    private PostgresPlaceFixture _place = null!;

    protected override TargetBinding Binding => _place.Binding;

    protected override string StatementRefused => "CREATE DATABASE other";

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => _place.Type(Time, observer, patience);

    protected override bool Exists() => _place.Exists();
}
