using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>What an import of Flyway's history wrote.</summary>
/// <param name="Histories">The rows.</param>
/// <param name="Catalogues">Per resource the catalogue of its first target, as a baseline script that belongs into git; only where the resource has no baseline.</param>
public sealed record ImportedFlyway(IReadOnlyList<RecordedHistory> Histories, IReadOnlyList<ImportedCatalogue> Catalogues);

/// <summary>
/// Goes on with the history of Flyway: every migration that stands applied there, with the text that git has, stands applied here. Each text is compared with Flyway's
/// checksum first. No object of the database is written, and Flyway's table stays as it is.
/// </summary>
public sealed class FlywayImport(MigratorServices services)
{
    private readonly HistoryDesk _desk = new(services);

    /// <summary>Imports. Called again it writes what is new in Flyway's table, if anything.</summary>
    /// <param name="repository">The metadata, as committed.</param>
    /// <param name="scope">Which histories.</param>
    /// <param name="table">Flyway's table; null: its default name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="caller">Who.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="dryRun">Whether everything is checked and nothing written; the answer says what would be.</param>
    public async Task<Outcome<ImportedFlyway>> ImportAsync(
        MetadataRepository repository, HistoryScope scope, string? table, string reason, Caller caller, CancellationToken cancellation, bool dryRun = false)
    {
        table ??= FlywayHistory.DefaultTable;
        var catalogues = new Dictionary<string, ImportedCatalogue>(StringComparer.Ordinal);
        var warnings = new List<Finding>();
        var recorded = await _desk.RecordAsync(
            repository,
            scope,
            HistoryAction.Import,
            reason,
            caller,
            async (target, history) =>
            {
                var read = await FlywayHistory.ReadAsync(target, table, cancellation);
                if (!read.TryGet(out var flyway))
                {
                    return read.As<IReadOnlyList<HistoryEntry>>();
                }

                var entries = await EntriesAsync(target, history, flyway, cancellation);
                if (entries.Succeeded && history.Set.Baselines.Count == 0 && !catalogues.ContainsKey(history.Slice.Resource) && Highest(flyway) is { } highest)
                {
                    var described = await target.DescribeSchemaAsync(cancellation);
                    if (!described.TryGet(out var sql))
                    {
                        return described.As<IReadOnlyList<HistoryEntry>>();
                    }

                    warnings.AddRange(described.Findings);
                    catalogues[history.Slice.Resource] = ImportedCatalogue.Of(history, highest, sql, table);
                }

                return entries;
            },
            cancellation,
            dryRun);
        return recorded.TryGet(out var histories)
            ? Outcome.Of(new ImportedFlyway(histories, [.. catalogues.Values]), [.. recorded.Findings, .. warnings])
            : recorded.As<ImportedFlyway>();
    }

    private static async Task<Outcome<IReadOnlyList<HistoryEntry>>> EntriesAsync(ITarget target, ScriptHistory history, FlywayHistory flyway, CancellationToken cancellation)
    {
        var address = target.Binding.Address.ToString();
        var here = (await target.ReadHistoryAsync(history.Slice.Resource, cancellation)).Select(script => script.Key).ToHashSet(StringComparer.Ordinal);
        var (scripts, findings) = (new List<SqlScript>(), new List<Finding>());
        if (flyway.Ground is { } ground)
        {
            var stood = flyway.Migrations.Where(migration => migration.Version is not null).ToList();
            scripts.AddRange(history.Set.Scripts.Where(script => script.Kind is ScriptKind.Versioned && ScriptName.CompareVersions(script.Version, ground) <= 0 && !stood.Exists(migration => Matches(migration, script))));
        }

        foreach (var migration in flyway.Migrations)
        {
            var script = history.Set.Scripts.Concat(history.Set.Baselines).FirstOrDefault(script => Matches(migration, script));
            if (script is null)
            {
                findings.Add(PlanCodes.ForeignHistory.Finding($"Flyway ran {migration.Script}, which {history.Slice.Resource} does not have in git.", history.Resource.Place, address, "Restore the file under its name; nothing was written."));
            }
            else if (await MismatchAsync(history, migration, script, cancellation) is { } other)
            {
                findings.Add(PlanCodes.ForeignChecksum.Finding($"{script.Key} has Flyway's checksum {other}; Flyway ran the script with {migration.Checksum}.", script.Place, address));
            }
            else
            {
                scripts.Add(script);
            }
        }

        return findings.Count > 0
            ? Outcome.Fail<IReadOnlyList<HistoryEntry>>(findings)
            : Outcome.Of<IReadOnlyList<HistoryEntry>>([.. scripts.Where(script => !here.Contains(script.Key)).Select((script, i) => HistoryDesk.Entry(script, HistoryAction.Import, i))]);
    }

    private static bool Matches(FlywayMigration migration, SqlScript script) => migration.Version is { } version
        ? script.Kind == (migration.Baseline ? ScriptKind.Baseline : ScriptKind.Versioned) && ScriptName.CompareVersions(version, script.Version) == 0
        : script.Kind is ScriptKind.Repeatable && migration.Description.Trim() == script.Description;

    /// <summary>Flyway's checksum of the file where it is another than Flyway's record; repeatable scripts count with their placeholders replaced or as they are.</summary>
    private static async Task<int?> MismatchAsync(ScriptHistory history, FlywayMigration migration, SqlScript script, CancellationToken cancellation)
    {
        if (migration.Checksum is not { } expected || expected == FlywayChecksum.Of(script.Sql))
        {
            return null;
        }

        await using var stream = CanonicalText.Normalise(await history.Repository.Tree.OpenAsync(script.Place.File, cancellation));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var written = FlywayChecksum.Of(await reader.ReadToEndAsync(cancellation));
        return written == expected ? null : written;
    }

    private static IReadOnlyList<long>? Highest(FlywayHistory flyway) => flyway.Migrations.Select(migration => migration.Version).Append(flyway.Ground).OfType<IReadOnlyList<long>>()
        .Aggregate((IReadOnlyList<long>?)null, (highest, version) => highest is null || ScriptName.CompareVersions(version, highest) > 0 ? version : highest);
}
