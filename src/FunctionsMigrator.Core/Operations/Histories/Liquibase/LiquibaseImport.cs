using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>What an import of Liquibase's history wrote, or would write.</summary>
/// <param name="Histories">The rows.</param>
/// <param name="Scripts">The scripts that belong into git, path and text: one for each changeset, and those that take them back.</param>
/// <param name="Catalogues">The catalogue of the first target, as a baseline script that belongs into git; only where the resource has no baseline.</param>
public sealed record ImportedLiquibase(IReadOnlyList<RecordedHistory> Histories, IReadOnlyList<(string Path, string Text)> Scripts, IReadOnlyList<ImportedCatalogue> Catalogues);

/// <summary>
/// Goes on with the history of Liquibase: every changeset of SQL-formatted changelogs becomes a script, and what stands applied there stands applied here. Each text is compared
/// with Liquibase's checksum first. No object of the database is written, and Liquibase's tables stay as they are.
/// </summary>
public sealed class LiquibaseImport(MigratorServices services)
{
    private readonly HistoryDesk _desk = new(services);

    /// <summary>Imports. Called again it writes what is new in Liquibase's table, if anything, and the same scripts.</summary>
    /// <param name="repository">The metadata, as committed.</param>
    /// <param name="scope">Which histories; one resource.</param>
    /// <param name="changelog">The changelog.</param>
    /// <param name="table">Liquibase's table; null: its default name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="caller">Who.</param>
    /// <param name="dryRun">Whether everything is checked and nothing written; the answer says what would be.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<ImportedLiquibase>> ImportAsync(
        MetadataRepository repository, HistoryScope scope, Changelog changelog, string? table, string reason, Caller caller, bool dryRun, CancellationToken cancellation)
    {
        table ??= LiquibaseHistory.DefaultTable;
        var found = await FindAsync(repository, scope, cancellation);
        if (!found.TryGet(out var meant))
        {
            return found.As<ImportedLiquibase>();
        }

        var (resource, bindings) = meant;
        var dialect = SqlDialects.Of(bindings[0].Type);
        var findings = new List<Finding>();
        var changesets = FormattedSqlReader.Read(changelog, dialect == SqlDialect.PostgreSql ? "postgresql" : "sqlite", findings);
        var ran = await RanAsync(bindings, table, findings, cancellation);
        var (ordered, everywhere) = InOrder(changesets, ran);
        var scripts = ChangesetScript.Of(ordered, everywhere.Contains, dialect, findings);
        var files = Files(scripts, resource);
        findings.AddRange(await InTheWayAsync(repository, files, cancellation));
        if (findings.Exists(finding => finding.Severity is Severity.Error))
        {
            return Outcome.Fail<ImportedLiquibase>(findings);
        }

        var catalogues = new List<ImportedCatalogue>();
        var recorded = await _desk.RecordAsync(
            repository with { Tree = new OverlaidTree(repository.Tree, files) },
            scope with { Resource = resource.Name },
            HistoryAction.Import,
            reason,
            caller,
            async (target, history) =>
            {
                var entries = await EntriesAsync(target, history, ran[target.Binding.Address], scripts, findings, cancellation);
                if (entries.Succeeded && history.Set.Baselines.Count == 0 && catalogues.Count == 0 && Highest(history, scripts, ran[target.Binding.Address]) is { } highest)
                {
                    var described = await target.DescribeSchemaAsync(cancellation);
                    if (!described.TryGet(out var sql))
                    {
                        return described.As<IReadOnlyList<HistoryEntry>>();
                    }

                    findings.AddRange(described.Findings);
                    catalogues.Add(ImportedCatalogue.Of(history, highest, sql, table, table + "lock"));
                }

                return entries;
            },
            cancellation,
            dryRun);
        return recorded.TryGet(out var histories)
            ? Outcome.Of(new ImportedLiquibase(histories, files, catalogues), [.. recorded.Findings, .. findings.Distinct()])
            : recorded.As<ImportedLiquibase>();
    }

    /// <summary>The one resource that is meant, and its targets.</summary>
    private async Task<Outcome<(SqlMigrationsDocument Resource, IReadOnlyList<TargetBinding> Targets)>> FindAsync(MetadataRepository repository, HistoryScope scope, CancellationToken cancellation)
    {
        var bound = await services.Desired.BindAsync(repository, scope.Environment, cancellation);
        if (!bound.TryGet(out var bindings))
        {
            return bound.As<(SqlMigrationsDocument, IReadOnlyList<TargetBinding>)>();
        }

        var here = bindings.Where(binding => scope.Target is null || binding.Address == scope.Target).ToList();
        var resources = repository.Resources.OfType<SqlMigrationsDocument>().Where(resource => here.Exists(binding => binding.Address.Target == resource.Target)).ToList();
        var meant = resources.Where(resource => resource.Name == (scope.Resource ?? resource.Name)).ToList();
        return meant is [var only]
            ? Outcome.Of((only, (IReadOnlyList<TargetBinding>)[.. here.Where(binding => binding.Address.Target == only.Target)]))
            : PlanCodes.NoScripts.Fail<(SqlMigrationsDocument, IReadOnlyList<TargetBinding>)>(
                meant.Count == 0
                    ? $"No SqlMigrations resource{(scope.Resource is { } name ? $" '{name}'" : "")} is on a target of {scope.Environment}{(scope.Target is { } target ? $" at {target}" : "")}."
                    : $"A changelog becomes the scripts of one resource, and {scope.Environment} has {DidYouMean.List(resources.Select(resource => resource.Name))}.",
                remedy: meant.Count == 0 ? null : "Name it with `--resource`.");
    }

    private async Task<IReadOnlyDictionary<TargetAddress, LiquibaseHistory>> RanAsync(IReadOnlyList<TargetBinding> bindings, string table, List<Finding> findings, CancellationToken cancellation)
    {
        var ran = new Dictionary<TargetAddress, LiquibaseHistory>();
        foreach (var binding in bindings)
        {
            var read = await _desk.OpenAsync(binding, TargetAccess.Plan, target => LiquibaseHistory.ReadAsync(target, table, cancellation), cancellation);
            findings.AddRange(read.Findings);
            ran[binding.Address] = read.Succeeded ? read.Value : new LiquibaseHistory([]);
        }

        return ran;
    }

    /// <summary>First what ran anywhere, as it ran; then what did not, as the changelog has it. So a script keeps its number when the rest has run.</summary>
    private static (IReadOnlyList<Changeset> Ordered, HashSet<Changeset> Everywhere) InOrder(IReadOnlyList<Changeset> changesets, IReadOnlyDictionary<TargetAddress, LiquibaseHistory> ran)
    {
        var byId = changesets.ToLookup(changeset => (changeset.Id, changeset.Author));
        var lists = ran.Values.Select(history => history.Changesets.Select(row => byId[(row.Id, row.Author)].FirstOrDefault(row.Is)).OfType<Changeset>().ToList()).ToList();
        var applied = lists.SelectMany(list => list).Distinct().ToList();
        return ([.. applied, .. changesets.Except(applied)], [.. applied.Where(changeset => lists.TrueForAll(list => list.Contains(changeset)))]);
    }

    private static List<(string Path, string Text)> Files(IReadOnlyList<ChangesetScript> scripts, SqlMigrationsDocument resource)
    {
        var folder = ImportedCatalogue.Folder(resource);
        return
        [
            .. scripts.Select(script => ($"{folder}{script.Key}.sql", script.Text)),
            .. scripts.Where(script => script.Undo is not null).Select(script => ($"{folder}{script.UndoKey}.sql", script.Undo!)),
        ];
    }

    /// <summary>Files in git that are called like one that would be written, and say something else.</summary>
    private static async Task<IReadOnlyList<Finding>> InTheWayAsync(MetadataRepository repository, List<(string Path, string Text)> files, CancellationToken cancellation)
    {
        var here = repository.Tree.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var (path, text) in files.Where(file => here.Contains(file.Path)))
        {
            await using var stream = CanonicalText.Normalise(await repository.Tree.OpenAsync(path, cancellation));
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (await reader.ReadToEndAsync(cancellation) != text)
            {
                findings.Add(PlanCodes.ScriptStands.Finding($"{path} is in git with another text than the changeset has.", new Place(path)));
            }
        }

        return findings;
    }

    private static async Task<Outcome<IReadOnlyList<HistoryEntry>>> EntriesAsync(
        ITarget target, ScriptHistory history, LiquibaseHistory ran, IReadOnlyList<ChangesetScript> scripts, List<Finding> warnings, CancellationToken cancellation)
    {
        var address = target.Binding.Address.ToString();
        var here = (await target.ReadHistoryAsync(history.Slice.Resource, cancellation)).Select(script => script.Key).ToHashSet(StringComparer.Ordinal);
        var (entries, findings) = (new List<SqlScript>(), new List<Finding>());
        foreach (var row in ran.Changesets)
        {
            if (scripts.FirstOrDefault(script => row.Is(script.Changeset)) is not { } script)
            {
                findings.Add(PlanCodes.ForeignHistory.Finding($"Liquibase ran {row.Name}, which the changelog does not have.", target: address, remedy: "Restore it in the changelog, or name the changelog that has it with `--changelog`; nothing was written."));
                continue;
            }

            var changeset = script.Changeset;
            var expected = row.Checksum is { } sum && changeset.IsComparable ? LiquibaseChecksum.Of(changeset, sum.Split(':')[0]) : null;
            var same = expected is null || expected == row.Checksum || changeset.ValidChecksums.Any(valid => valid == row.Checksum || valid == expected || valid.Split(':')[^1].Equals("any", StringComparison.OrdinalIgnoreCase));
            if (expected is null)
            {
                warnings.Add(PlanCodes.NotCompared.Finding($"{changeset.Name} was not compared with Liquibase's checksum: {Why(row, changeset)}.", changeset.Place, address));
            }

            if (!same && !changeset.Repeats)
            {
                findings.Add(PlanCodes.ForeignChecksum.Finding($"{changeset.Name} has Liquibase's checksum {expected}; Liquibase ran it with {row.Checksum}.", changeset.Place, address));
            }
            else if (same)
            {
                // One that runs again when it changes, and did change, is left to run.
                entries.Add(history.Set.Find(script.Key) ?? throw new InvalidOperationException($"{script.Key} was laid over the repository and is not there."));
            }
        }

        return findings.Count > 0
            ? Outcome.Fail<IReadOnlyList<HistoryEntry>>(findings)
            : Outcome.Of<IReadOnlyList<HistoryEntry>>([.. entries.Where(script => !here.Contains(script.Key)).Select((script, i) => HistoryDesk.Entry(script, HistoryAction.Import, i))]);
    }

    private static string Why(RanChangeset row, Changeset changeset) => row.Checksum is null ? "its record has none"
        : changeset is { Id: "raw", Author: "includeAll" } ? "it is a plain SQL file"
        : !changeset.IsComparable ? "it has a ${property} that is not in the changelog"
        : $"'{row.Checksum}' is of a form that is not known here";

    private static IReadOnlyList<long>? Highest(ScriptHistory history, IReadOnlyList<ChangesetScript> scripts, LiquibaseHistory ran)
    {
        var keys = scripts.Where(script => ran.Changesets.Any(row => row.Is(script.Changeset))).Select(script => script.Key).ToHashSet(StringComparer.Ordinal);
        return history.Set.Scripts.LastOrDefault(script => script.Kind is ScriptKind.Versioned && keys.Contains(script.Key))?.Version;
    }
}
