using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What a database says of itself when it is opened.</summary>
/// <param name="Edition">The engine's edition: 5 is Azure SQL Database, 8 Managed Instance, 6 and 11 are Synapse, 9 Edge, 12 Fabric.</param>
/// <param name="Version">The major version of the product: 14 is 2017. Azure tells 12 for ever.</param>
/// <param name="Compatibility">The compatibility level of the database.</param>
/// <param name="ReadOnly">Whether it takes no writes.</param>
/// <param name="Snapshots">Whether it keeps former versions of rows.</param>
internal sealed record SqlServerProbe(int Edition, int Version, int Compatibility, bool ReadOnly, bool Snapshots)
{
    private const int OldestVersion = 14;

    // Below it the server does not read JSON, in which rows and receipts travel.
    private const int OldestCompatibility = 130;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The query.</summary>
    public const string Sql =
        """
        SELECT CONVERT(int, SERVERPROPERTY(N'EngineEdition')), CONVERT(int, PARSENAME(CONVERT(nvarchar(128), SERVERPROPERTY(N'ProductVersion')), 4)), CONVERT(int, d.compatibility_level),
            CONVERT(bit, CASE WHEN DATABASEPROPERTYEX(DB_NAME(), N'Updateability') = N'READ_ONLY' THEN 1 ELSE 0 END), CONVERT(bit, CASE WHEN d.snapshot_isolation_state = 1 THEN 1 ELSE 0 END)
        FROM sys.databases AS d WHERE d.database_id = DB_ID();
        """;

    /// <summary>Looks at a database, notes whether it keeps versions of rows, and answers why it cannot be a target.</summary>
    public static async Task<Finding?> ProblemAsync(SqlServerPlace place, TargetAddress address, TargetAccess access, CancellationToken cancellation)
    {
        await using var connection = await place.OpenAsync(cancellation);
        await using var command = new SqlCommand(Sql, connection) { CommandTimeout = SqlServerText.Seconds(Patience) };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
        {
            return TargetCodes.OtherService.Finding($"{place.Name}: the server does not show the database to this user.", target: address.ToString());
        }

        var probe = new SqlServerProbe(row.GetInt32(0), row.IsDBNull(1) ? 0 : row.GetInt32(1), row.GetInt32(2), row.GetBoolean(3), row.GetBoolean(4));
        place.Snapshots = probe.Snapshots;
        return probe.Problem(place.Name, address, access);
    }

    /// <summary>Why the database cannot be a target; null: it can.</summary>
    public Finding? Problem(string place, TargetAddress address, TargetAccess access) =>
        Edition is 6 or 11 or 12 ? TargetCodes.OtherService.Finding(
            $"{place}: a warehouse of Synapse or Fabric answers; SQL Server, Azure SQL Database or Managed Instance was expected.", target: address.ToString())
        : Edition is not (5 or 8) && Version < OldestVersion ? TargetCodes.OtherService.Finding(
            $"{place}: version {Version} of SQL Server answers; 14 (2017) or newer was expected.", target: address.ToString(), remedy: "Upgrade the server.")
        : Compatibility < OldestCompatibility ? TargetCodes.OtherService.Finding(
            $"{place}: the database has compatibility level {Compatibility}; {OldestCompatibility} or higher was expected.",
            target: address.ToString(),
            remedy: $"Run `ALTER DATABASE CURRENT SET COMPATIBILITY_LEVEL = {OldestCompatibility}` or higher, after a look at what changes by it.")
        : access == TargetAccess.Apply && ReadOnly ? TargetCodes.ReadOnlyTarget.Finding(
            $"{place}: the database is read-only (Updateability is READ_ONLY): a replica, or closed to writes.", target: address.ToString())
        : null;
}
