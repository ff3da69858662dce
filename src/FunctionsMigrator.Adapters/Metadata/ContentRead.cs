using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>A file that documents name, with everything that is asked of it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Kind">Its word in the manifest.</param>
/// <param name="IsText">Whether it must be UTF-8.</param>
/// <param name="Scopes">Where its variables must be defined; empty when none are replaced.</param>
internal sealed record ContentRead(string Path, string Kind, bool IsText, IReadOnlyList<VariableScope> Scopes)
{
    /// <summary>All files that a repository names, each once, ordinal order.</summary>
    public static IReadOnlyList<ContentRead> All(MetadataSet set) =>
    [
        .. set.Environments.SelectMany(environment => set.Files.Of(environment.Record).Select(path => new ContentRead(path, "environment", true, [])))
            .Concat(set.Resources.SelectMany(resource => set.Files.Of(resource.Record).Select(path => Of(set, resource.Record, path))))
            .GroupBy(read => read.Path, StringComparer.Ordinal)
            .OrderBy(reads => reads.Key, StringComparer.Ordinal)
            .Select(reads => new ContentRead(reads.Key, reads.First().Kind, reads.Any(read => read.IsText), [.. reads.SelectMany(read => read.Scopes).Distinct()])),
    ];

    private static ContentRead Of(MetadataSet set, ResourceDocument resource, string path)
    {
        var replaces = resource is SqlMigrationsDocument { Substitute: true } or HttpResourcesDocument or ReferenceDataDocument { Substitute: true } or DocumentsDocument { Substitute: true };
        return new ContentRead(path, "content", replaces || resource is ReferenceDataDocument or SqlMigrationsDocument, replaces ? Checks.VariableCheck.ScopesOf(set, resource) : []);
    }
}
