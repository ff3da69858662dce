using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>The structure as it will be: the live structure copied into a database in memory, without rows, where the pending scripts run.</summary>
internal static class SqliteFuture
{
    public static TableShape? Describe(
        Func<SqliteSession?> openLive, string table, IReadOnlyList<SqlScript> pending, TargetAddress address, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var future = SqliteSession.Memory();
        using (var live = openLive())
        {
            foreach (var item in live is null ? [] : SqliteSchema.Read(live))
            {
                if (item.Sql is not null)
                {
                    future.Execute(item.Sql);
                }
            }
        }

        // Foreign keys stay off: rows that scripts insert may point to rows that only the live database has.
        future.Execute("PRAGMA foreign_keys = OFF");
        future.Execute("BEGIN");
        foreach (var script in pending)
        {
            new ScriptRunner(future, address).Run(script.Sql, script.Place, cancellation);
        }

        return SqliteTable.Read(future, table)?.Shape();
    }
}
