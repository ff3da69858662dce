using DbUp;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>DbUp, which compares names only.</summary>
internal sealed class DbUpPeer() : InProcessPeer("DbUp", "script")
{
    public override Task RunAsync(ScriptWork work, CancellationToken cancellation)
    {
        var databases = DeployChanges.To;
        var result = (work.Database == "sqlite" ? databases.SqliteDatabase(work.Connection) : databases.PostgresqlDatabase(work.Connection))
            .WithScriptsFromFileSystem(work.Numbered).WithTransactionPerScript().LogToNowhere().Build().PerformUpgrade();
        return result.Successful ? Task.CompletedTask : Task.FromException(result.Error);
    }
}
