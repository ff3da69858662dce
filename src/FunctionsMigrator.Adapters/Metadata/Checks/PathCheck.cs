using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Files and folders that resources name lie below their document and exist, and patterns name something.</summary>
internal sealed class PathCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Resources.SelectMany(resource => Paths(set, resource));

    /// <summary>What is wrong with the path of a file.</summary>
    public static IEnumerable<Finding> OfFile(MetadataSet set, SourceDocument document, Spot spot, string path)
    {
        if (RepositoryPath.Resolve(document.File, path) is not { } resolved)
        {
            return [BadPath(spot, path)];
        }

        if (set.Files.Contains(resolved))
        {
            return [];
        }

        var beside = set.Files.Paths.Where(candidate => RepositoryPath.Folder(candidate) == RepositoryPath.Folder(resolved));
        return [ItemCodes.FileMissing.Finding($"The file '{resolved}' does not exist.{DidYouMean.Hint(resolved, beside)}", spot.Place)];
    }

    private static IEnumerable<Finding> Paths(MetadataSet set, Sourced<ResourceDocument> resource) => resource.Record switch
    {
        ReferenceDataDocument { File: { } file } => OfFile(set, resource.Source, resource.At("file"), file),
        SqlMigrationsDocument sql =>
        [
            .. sql.Path.SelectMany(path => OfFolder(set, resource, path)),
            .. sql.Baseline is { } baseline ? OfFile(set, resource.Source, resource.At("baseline"), baseline) : [],
        ],
        DocumentsDocument documents => [.. OfFolder(set, resource, documents.Path), .. Patterns(set, resource, documents)],
        HttpResourcesDocument http => http.Resources.Where(pair => pair.Value.File is not null)
            .SelectMany(pair => OfFile(set, resource.Source, resource.At("resources", pair.Key, "file"), pair.Value.File!)),
        _ => [],
    };

    private static IEnumerable<Finding> OfFolder(MetadataSet set, Sourced<ResourceDocument> resource, string path)
    {
        var spot = resource.At("path");
        if (RepositoryPath.Resolve(resource.Source.File, path) is not { } folder)
        {
            yield return BadPath(spot, path);
        }
        else if (!set.Files.ContainsFolder(folder))
        {
            yield return ItemCodes.FileMissing.Finding(
                $"The folder '{folder}' does not exist or is empty.{DidYouMean.Hint(folder, set.Files.Paths.Select(RepositoryPath.Folder).Distinct())}", spot.Place);
        }
        else if (resource.Record is SqlMigrationsDocument sql && set.Files.Scripts(sql with { Path = path }).Count == 0)
        {
            yield return ItemCodes.NoFile.Finding($"The folder '{folder}' holds no .sql file.", spot.Place, severity: Severity.Warning);
        }
    }

    private static IEnumerable<Finding> Patterns(MetadataSet set, Sourced<ResourceDocument> resource, DocumentsDocument documents)
    {
        if (RepositoryPath.Resolve(resource.Source.File, documents.Path) is not { } folder || !set.Files.ContainsFolder(folder))
        {
            yield break;
        }

        foreach (var (index, include) in documents.Include.Index())
        {
            if (set.Files.Of(documents with { Include = [include] }).Count == 0)
            {
                yield return ItemCodes.NoFile.Finding(
                    $"'{include}' names no file below '{folder}'.", resource.PlaceOf("include", index), severity: Severity.Warning);
            }
        }
    }

    private static Finding BadPath(Spot spot, string path) => ValidationCodes.BadPath.Finding(
        $"{spot.Name}: '{(path.Length <= 100 ? path : path[..100] + "...")}' is no path below the folder of its document.", spot.Place);
}
