using System.Text.Json;
using FunctionsMigrator.Adapters.Metadata.Checks;
using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>
/// Reads the YAML files of a metadata repository: <c>migrator.yaml</c> and <c>people.yaml</c> at the root, and those in <c>environments/</c>, <c>policies/</c>,
/// <c>changes/</c> and <c>metadata/</c>. Text becomes nodes with places, nodes are held against the schema, records against each other.
/// </summary>
/// <param name="targetTypes">The types that environments may name.</param>
/// <param name="limits">How large files may be.</param>
/// <param name="time">Tells which rules have ended, a warning each; null: nobody asks.</param>
public sealed class MetadataReader(IReadOnlyList<ITargetType> targetTypes, SourceLimits? limits = null, TimeProvider? time = null) : IMetadataReader
{
    // Fewer bytes of YAML are read before other threads have woken.
    private const long ParallelFrom = 512 * 1024;

    /// <summary>Errors, and as many warnings, that one reading tells.</summary>
    private const int MostFindings = 1_000;

    // Where a file could not be read, what others refer to may stand in it.
    private static readonly string[] NeedAllDocuments =
    [
        ValidationCodes.UnknownEnvironment.Code, ValidationCodes.UnknownTarget.Code, ValidationCodes.UnknownPolicy.Code, ValidationCodes.UnknownPerson.Code,
        ValidationCodes.UnknownResource.Code, ValidationCodes.RoleNotHeld.Code, ValidationCodes.RehearsalPlace.Code,
    ];

    private readonly Dictionary<string, ITargetType> _types = targetTypes.ToDictionary(type => type.Name, StringComparer.Ordinal);
    private readonly SchemaCheck _schema = new(MetadataSchema.Of(targetTypes));
    private readonly long _limit = (limits ?? new SourceLimits()).MetadataBytes;

    /// <inheritdoc/>
    public async Task<Outcome<MetadataRepository>> ReadAsync(ISourceTree tree, CancellationToken cancellation)
    {
        var files = new ContentFiles(tree);
        var lengths = tree.Files.ToDictionary(file => file.Path, file => file.Length, StringComparer.Ordinal);
        string[] paths = [.. files.Paths.Where(MetadataFiles.IsMetadata)];
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = paths.Sum(path => lengths[path]) < ParallelFrom ? 1 : Math.Min(Environment.ProcessorCount, 4),
        };
        var loaded = new LoadedFile[paths.Length];
        await EachAsync(paths.Length, parallel, async at => loaded[at] = await FileLoader.LoadAsync(tree, paths[at], _limit, cancellation));

        var findings = new List<Finding>();
        var metadata = WithoutContent(loaded, files, findings);
        findings.AddRange(metadata.SelectMany(file => file.Yaml.Findings.Concat(file.Findings)));
        SourceDocument[] documents = [.. metadata.SelectMany(file => file.Documents)];
        var problems = new List<Finding>[documents.Length];
        await EachAsync(documents.Length, parallel, at =>
        {
            documents[at] = ReadRecord(documents[at], problems[at] = []);
            return ValueTask.CompletedTask;
        });
        findings.AddRange(problems.SelectMany(of => of));
        var unreadable = metadata.Where(file => file.Yaml.Findings.Concat(file.Findings).Any(finding => finding.Severity == Severity.Error)).Select(file => file.Path).ToHashSet();

        var tenants = await TenantsReader.ReadAsync(tree, files, documents, cancellation);
        var set = new MetadataSet(documents, unreadable, files, tenants, _types);
        findings.AddRange(MetadataChecks.All.SelectMany(check => check.Check(set)).Where(finding => unreadable.Count == 0 || !NeedAllDocuments.Contains(finding.Code)).Where(Bounded()));

        findings.AddRange(time is null ? [] : DriftCheck.Over(set, time.GetUtcNow()));

        var manifest = metadata.Select(file => (file, Steering: file.Documents.FirstOrDefault(document => document.Kind.Steers)))
            .Where(pair => pair.Steering is not null)
            .Select(pair => new ManifestEntry(pair.file.Path, pair.Steering!.Kind.ManifestKind, pair.file.Digest)).ToList();
        foreach (var read in ContentRead.All(set))
        {
            manifest.Add(await ContentReader.ReadAsync(tree, read, lengths[read.Path], findings, cancellation));
        }

        Finding[] sorted = [.. Sorted(findings.Where(Bounded()))];
        return sorted.Any(finding => finding.Severity == Severity.Error)
            ? Outcome.Fail<MetadataRepository>(sorted)
            : Outcome.Of(Assemble(set, manifest, tree), sorted);
    }

    private static async Task EachAsync(int count, ParallelOptions parallel, Func<int, ValueTask> work)
    {
        if (parallel.MaxDegreeOfParallelism > 1)
        {
            await Parallel.ForAsync(0, count, parallel, (at, _) => work(at));
            return;
        }

        for (var at = 0; at < count; at++)
        {
            await work(at);
        }
    }

    // A YAML file that a resource names is content. One that is both would be hashed under two kinds, and read twice with two meanings.
    private static List<LoadedFile> WithoutContent(LoadedFile[] loaded, ContentFiles files, List<Finding> findings)
    {
        var namedBy = loaded.SelectMany(file => file.Documents)
            .SelectMany(document => NamedContent.Of(document, files).Select(path => (path, document)))
            .ToLookup(pair => pair.path, pair => pair.document, StringComparer.Ordinal);
        foreach (var file in loaded.Where(file => file.Documents.Count > 0 && namedBy.Contains(file.Path)))
        {
            var by = namedBy[file.Path].First();
            findings.Add(ValidationCodes.MetadataAsContent.Finding(
                $"{file.Path} holds a document of kind {file.Documents[0].Kind.Name}, and '{by.Name}' ({by.Place}) names it as content.", file.Documents[0].Place));
        }

        return [.. loaded.Where(file => file.Documents.Count > 0 || !namedBy.Contains(file.Path))];
    }

    private SourceDocument ReadRecord(SourceDocument document, List<Finding> findings)
    {
        var problems = _schema.Check(document.File, document.Node);
        findings.AddRange(problems);
        if (problems.Count > 0)
        {
            return document;
        }

        var record = (MetadataDocument)NodeJson.ElementOf(document.Node, without: ["kind"]).Deserialize(document.Kind.Record, MetadataJson.Options)!;
        return document with { Record = record with { Place = document.Place } };
    }

    private static MetadataRepository Assemble(MetadataSet set, List<ManifestEntry> manifest, ISourceTree tree)
    {
        var resources = set.Resources.ToDictionary(resource => resource.Name, resource => resource.Record, StringComparer.Ordinal);
        var order = ResourceOrder.Sort(resources.ToDictionary(pair => pair.Key, pair => pair.Value.DependsOn, StringComparer.Ordinal));
        return new MetadataRepository
        {
            Repository = set.Repositories[0].Record,
            Environments = ByName(set.Environments),
            Policies = ByName(set.Policies),
            People = set.People.Select(people => people.Record).FirstOrDefault(),
            Resources = [.. order.Select(name => resources[name])],
            Changes = [.. set.Changes.Select(change => change.Record).OrderBy(change => change.Name, StringComparer.Ordinal)],
            PolicyCases = [.. set.PolicyCases.OrderBy(cases => cases.Name, StringComparer.Ordinal).Select(WithPlaces)],
            Manifest = [.. manifest.OrderBy(entry => entry.Path, StringComparer.Ordinal)],
            Tree = tree,
        };
    }

    private static PolicyCasesDocument WithPlaces(Sourced<PolicyCasesDocument> cases) =>
        cases.Record with { Cases = [.. cases.Record.Cases.Index().Select(@case => @case.Item with { Place = cases.PlaceOf("cases", @case.Index) })] };

    private static Dictionary<string, T> ByName<T>(IReadOnlyList<Sourced<T>> documents)
        where T : MetadataDocument =>
        documents.OrderBy(document => document.Name, StringComparer.Ordinal).ToDictionary(document => document.Name, document => document.Record, StringComparer.Ordinal);

    // Errors and warnings are counted apart, so that many warnings hide no error.
    private static Func<Finding, bool> Bounded()
    {
        var (errors, others) = (0, 0);
        return finding => (finding.Severity == Severity.Error ? ++errors : ++others) <= MostFindings;
    }

    private static IEnumerable<Finding> Sorted(IEnumerable<Finding> findings) => findings
        .Distinct()
        .OrderBy(finding => finding.Place?.File, StringComparer.Ordinal)
        .ThenBy(finding => finding.Place?.Line)
        .ThenBy(finding => finding.Place?.Column)
        .ThenBy(finding => finding.Code, StringComparer.Ordinal)
        .ThenBy(finding => finding.Message, StringComparer.Ordinal);
}
