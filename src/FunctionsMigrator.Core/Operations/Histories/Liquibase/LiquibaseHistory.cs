using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>A changeset that stands applied by Liquibase's own record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Author">Its author.</param>
/// <param name="File">The file as Liquibase names it.</param>
/// <param name="Checksum">Liquibase's checksum, <c>9:0123...</c>; null when it keeps none.</param>
internal sealed record RanChangeset(string Id, string Author, string File, string? Checksum)
{
    /// <summary>As Liquibase names it.</summary>
    public string Name => $"{File}::{Id}::{Author}";

    /// <summary>Whether it is that changeset: id and author are the same, and so is the file, from wherever each path begins.</summary>
    public bool Is(Changeset changeset) => Id == changeset.Id && Author == changeset.Author && SameFile(Path(File), Path(changeset.File));

    private static bool SameFile(string left, string right) =>
        left.Equals(right, StringComparison.OrdinalIgnoreCase) || left.EndsWith("/" + right, StringComparison.OrdinalIgnoreCase) || right.EndsWith("/" + left, StringComparison.OrdinalIgnoreCase);

    private static string Path(string file)
    {
        var path = file.Replace('\\', '/');
        path = path.StartsWith("classpath:", StringComparison.OrdinalIgnoreCase) ? path["classpath:".Length..] : path;
        return path.TrimStart('.', '/');
    }
}

/// <summary>What stands applied by Liquibase's table.</summary>
/// <param name="Changesets">In the order in which they ran.</param>
internal sealed record LiquibaseHistory(IReadOnlyList<RanChangeset> Changesets)
{
    private const int MostRows = 100_000;

    /// <summary>The name of the table unless it is configured.</summary>
    public const string DefaultTable = "databasechangelog";

    /// <summary>Reads the table, <c>name</c> or <c>schema.name</c>. What Liquibase itself would not go on from is refused.</summary>
    public static async Task<Outcome<LiquibaseHistory>> ReadAsync(ITarget target, string table, CancellationToken cancellation)
    {
        var address = target.Binding.Address.ToString();
        var read = await target.RowsAsync(
            $"SELECT \"id\", \"author\", \"filename\", \"exectype\", \"md5sum\" FROM {Quoted(table)} ORDER BY \"orderexecuted\", \"dateexecuted\"", MostRows, cancellation);
        if (!read.TryGet(out var rows))
        {
            return PlanCodes.NoForeignHistory.Fail<LiquibaseHistory>($"Liquibase's table {table} cannot be read: {read.Findings[0].Message}", target: address);
        }

        // A lock that a killed process left behind stays until somebody releases it; one that is held tells of a run.
        var locks = await target.RowsAsync($"SELECT \"lockedby\" FROM {Quoted(table + "lock")} WHERE \"lockgranted\" IS NOT NULL", 10, cancellation);
        if (locks.TryGet(out var held) && held.Count > 0)
        {
            return PlanCodes.ForeignHistory.Fail<LiquibaseHistory>(
                $"Liquibase holds its lock on {table}: {held[0][0]}.", target: address, remedy: "Wait until Liquibase has ended, or release its lock with `liquibase release-locks` when nothing of it runs.");
        }

        var found = new List<RanChangeset>();
        var findings = new List<Finding>();
        foreach (var row in rows)
        {
            var changeset = new RanChangeset(row[0] ?? "", row[1] ?? "", row[2] ?? "", row[4]);
            switch (row[3])
            {
                case "EXECUTED" or "RERAN" or "MARK_RAN":
                    found.Add(changeset);
                    break;
                case "SKIPPED":
                    break;
                default:
                    findings.Add(PlanCodes.ForeignHistory.Finding(string.Create(CultureInfo.InvariantCulture, $"Liquibase's table {table}: {changeset.Name} is {row[3] ?? "without a state"}."), target: address));
                    break;
            }
        }

        return findings.Count > 0 ? Outcome.Fail<LiquibaseHistory>(findings) : Outcome.Of(new LiquibaseHistory(found));
    }

    private static string Quoted(string table) => string.Join('.', table.Split('.').Select(part => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
