using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class SqliteScriptsTargetTests : SqlTargetContract, IDisposable
{
    private readonly SqlitePlaceFixture _place = new();

    protected override TargetBinding Binding => SqlitePlaceFixture.Binding;

    protected override string StatementRefused => "VACUUM";

    public void Dispose() => _place.Dispose();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new SqliteTargetType(_place.Base, Time, observer, patience);

    protected override bool Exists() => Directory.Exists(Path.GetDirectoryName(_place.File));
}
