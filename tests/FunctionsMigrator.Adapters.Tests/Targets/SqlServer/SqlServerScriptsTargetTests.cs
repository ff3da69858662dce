using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

/// <summary>The contract over scripts, on a real server where one is named.</summary>
public sealed class SqlServerScriptsTargetTests : SqlTargetContract, IAsyncLifetime
{
    private SqlServerPlaceFixture? _place;

    protected override TargetBinding Binding => _place!.Binding;

    protected override string StatementRefused => "CREATE DATABASE other";

    protected override bool RunsTogether => false;

    public async ValueTask InitializeAsync() => _place = await SqlServerPlaceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _place?.DisposeAsync() ?? default;

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => _place!.Type(Time, observer, patience);

    protected override bool Exists() => _place!.Exists();
}
