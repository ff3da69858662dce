namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Where documents stand. YAML files elsewhere are none of ours (a pipeline's, a chart's), or content that a resource names.</summary>
internal static class MetadataFiles
{
    private static readonly string[] Folders = ["environments/", "policies/", "changes/", "metadata/"];
    private static readonly string[] Roots = ["migrator", "people"];

    public static bool IsMetadata(string path)
    {
        if (!path.EndsWith(".yaml", StringComparison.Ordinal) && !path.EndsWith(".yml", StringComparison.Ordinal))
        {
            return false;
        }

        return Roots.Contains(path[..path.LastIndexOf('.')]) || Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));
    }
}
