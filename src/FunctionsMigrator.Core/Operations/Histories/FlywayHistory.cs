using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>A migration that stands applied by Flyway's own record.</summary>
/// <param name="Version">Its version; null for a repeatable one.</param>
/// <param name="Description">Its description, which is the identity of a repeatable one.</param>
/// <param name="Script">The file as Flyway names it.</param>
/// <param name="Checksum">Flyway's checksum; null when it keeps none.</param>
/// <param name="Baseline">Whether it is a baseline script.</param>
internal sealed record FlywayMigration(IReadOnlyList<long>? Version, string Description, string Script, int? Checksum, bool Baseline);

/// <summary>What stands applied by Flyway's history table.</summary>
/// <param name="Migrations">In the order in which they were applied.</param>
/// <param name="Ground">The version of Flyway's <c>baseline</c>: what is not above it stands, whoever made it; null when there was none.</param>
internal sealed record FlywayHistory(IReadOnlyList<FlywayMigration> Migrations, IReadOnlyList<long>? Ground)
{
    private const int MostRows = 100_000;

    /// <summary>The name of the table unless it is configured.</summary>
    public const string DefaultTable = "flyway_schema_history";

    /// <summary>Reads the table, <c>name</c> or <c>schema.name</c>. What Flyway itself would not go on from is refused.</summary>
    public static async Task<Outcome<FlywayHistory>> ReadAsync(ITarget target, string table, CancellationToken cancellation)
    {
        var address = target.Binding.Address.ToString();
        var quoted = string.Join('.', table.Split('.').Select(part => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var read = await target.RowsAsync(
            $"SELECT \"version\", \"description\", \"type\", \"script\", \"checksum\", \"success\" FROM {quoted} ORDER BY \"installed_rank\"", MostRows, cancellation);
        if (!read.TryGet(out var rows))
        {
            return PlanCodes.NoForeignHistory.Fail<FlywayHistory>($"Flyway's table {table} cannot be read: {read.Findings[0].Message}", target: address);
        }

        var (found, findings, ground) = (new List<FlywayMigration>(), new List<Finding>(), (IReadOnlyList<long>?)null);
        foreach (var row in rows)
        {
            var (type, script) = (row[2] ?? "", row[3] ?? "");
            var version = row[0] is { } text ? ScriptName.Read($"V{text}.sql", out _)?.Version : null;
            var migration = new FlywayMigration(version, row[1] ?? "", script, row[4] is { } crc ? int.Parse(crc, CultureInfo.InvariantCulture) : null, type == "SQL_BASELINE");
            if (row[5] is not ("1" or "t" or "true" or "True"))
            {
                findings.Add(Refused($"{script} failed and was not repaired."));
            }
            else if (row[0] is not null && version is null)
            {
                findings.Add(Refused($"{script} has the version '{row[0]}', which is not one of numbers."));
            }
            else if (type is "SQL" or "SQL_BASELINE")
            {
                // A repeatable migration stands as it ran last.
                found.RemoveAll(earlier => version is null && earlier.Version is null && earlier.Description == migration.Description);
                found.Add(migration);
            }
            else if (type == "BASELINE")
            {
                ground = version;
            }
            else if (type is "UNDO_SQL" or "DELETE")
            {
                found.RemoveAll(earlier => version is null ? earlier.Version is null && earlier.Description == migration.Description : earlier.Version is { } other && ScriptName.CompareVersions(version, other) == 0);
            }
            else if (type != "SCHEMA")
            {
                findings.Add(Refused($"{script} is of type {type}, which is no SQL script."));
            }
        }

        return findings.Count > 0 ? Outcome.Fail<FlywayHistory>(findings) : Outcome.Of(new FlywayHistory(found, ground));

        Finding Refused(string message) => PlanCodes.ForeignHistory.Finding($"Flyway's table {table}: {message}", target: address);
    }
}
