namespace FunctionsMigrator.Adapters.Targets.Local;

/// <summary>Finds links by which a path would lead somewhere else than it says.</summary>
internal static class SymbolicLinks
{
    /// <summary>The first symbolic link among the parts of <paramref name="path"/> below <paramref name="root"/>; null when there is none. Parts that do not exist are none.</summary>
    public static string? FirstBelow(string root, string path)
    {
        var current = root;
        foreach (var part in Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            if (part != "." && new FileInfo(current) is { LinkTarget: not null })
            {
                return current;
            }
        }

        return null;
    }
}
