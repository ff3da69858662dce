using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Metadata;

/// <summary>Which files of a tree resources and environments name. Everything that reads content asks here, so that all mean the same files.</summary>
public sealed class ContentFiles
{
    private readonly string[] _paths;
    private readonly HashSet<string> _set;

    /// <summary>The files of a tree.</summary>
    public ContentFiles(ISourceTree tree)
    {
        _paths = [.. tree.Files.Select(file => file.Path).Order(StringComparer.Ordinal)];
        _set = [.. _paths];
    }

    /// <summary>Whether there is such a file.</summary>
    public bool Contains(string path) => _set.Contains(path);

    /// <summary>Whether there is a file below the folder (empty: the root).</summary>
    public bool ContainsFolder(string folder) => _paths.Any(path => RepositoryPath.Below(folder, path) is not null);

    /// <summary>All paths, ordinal order.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>
    /// The files that a resource names and that exist, ordinal order: the file of reference data, the scripts (<c>*.sql</c>) of the folder and the baseline, the
    /// documents that a pattern includes (never the document's own YAML file), the bodies of HTTP resources. Paths that cannot be resolved name nothing.
    /// </summary>
    public IReadOnlyList<string> Of(ResourceDocument resource) => resource switch
    {
        ReferenceDataDocument data => Existing(resource, data.File),
        SqlMigrationsDocument sql =>
        [
            .. Scripts(sql).Union(Existing(resource, sql.Baseline), StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ],
        DocumentsDocument documents => Documents(documents),
        HttpResourcesDocument http => Existing(resource, [.. http.Resources.Values.Select(body => body.File)]),
        _ => [],
    };

    /// <summary>The scripts of a SqlMigrations resource, without its baseline.</summary>
    public IReadOnlyList<string> Scripts(SqlMigrationsDocument sql) => [.. InFolders(sql).Where(path => path.EndsWith(".sql", StringComparison.Ordinal))];

    /// <summary>All files in the folders of a SqlMigrations resource, each once, ordinal order.</summary>
    public IReadOnlyList<string> InFolders(SqlMigrationsDocument sql)
    {
        string[] folders = [.. sql.Path.Select(path => RepositoryPath.Resolve(sql.Place.File, path)).OfType<string>()];
        return folders.Length == 0 ? [] : [.. _paths.Where(path => folders.Any(folder => RepositoryPath.Below(folder, path) is not null))];
    }

    /// <summary>The tenants files of an environment that exist, ordinal order.</summary>
    public IReadOnlyList<string> Of(EnvironmentDocument environment) =>
        Existing(environment, [.. environment.Targets.Values.Select(target => target.ForEach?.File)]);

    private string[] Documents(DocumentsDocument documents)
    {
        if (RepositoryPath.Resolve(documents.Place.File, documents.Path) is not { } folder)
        {
            return [];
        }

        PathPattern[] patterns = [.. documents.Include.Select(pattern => new PathPattern(pattern))];
        return
        [
            .. _paths.Where(path =>
                path != documents.Place.File &&
                RepositoryPath.Below(folder, path) is { } below &&
                patterns.Any(pattern => pattern.Matches(below))),
        ];
    }

    private string[] Existing(MetadataDocument document, params IReadOnlyList<string?> written) =>
    [
        .. written.OfType<string>()
            .Select(path => RepositoryPath.Resolve(document.Place.File, path))
            .OfType<string>()
            .Where(_set.Contains)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
