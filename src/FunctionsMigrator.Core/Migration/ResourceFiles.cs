using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The files behind a resource: a commit that touches one of them touches its items.</summary>
internal static class ResourceFiles
{
    /// <summary>Paths; folders end in <c>/</c>. The environment's own file counts too, since its variables make values.</summary>
    public static IReadOnlyList<string> Of(MetadataRepository repository, string resource, string environment)
    {
        var document = repository.Resources.First(candidate => candidate.Name == resource);
        var folder = document.Place.File.Contains('/') ? document.Place.File[..(document.Place.File.LastIndexOf('/') + 1)] : "";
        IEnumerable<string> named = document switch
        {
            ReferenceDataDocument { File: { } file } => [folder + file],
            SqlMigrationsDocument sql => [.. sql.Path.Select(path => folder + path.TrimEnd('/') + "/"), .. sql.Baseline is { } baseline ? [folder + baseline] : Array.Empty<string>()],
            DocumentsDocument documents => [folder + documents.Path.TrimEnd('/') + "/"],
            HttpResourcesDocument http => http.Resources.Values.Select(entry => entry.File).OfType<string>().Select(file => folder + file),
            _ => [],
        };
        return [document.Place.File, repository.Environments[environment].Place.File, .. named.Select(Plain)];
    }

    private static string Plain(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
