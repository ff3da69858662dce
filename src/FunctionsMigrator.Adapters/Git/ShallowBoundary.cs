using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Where the history of a shallow clone ends. The library shows these commits without parents, as if they were the first.</summary>
internal static class ShallowBoundary
{
    /// <summary>The file in git's folder that lists the commits whose parents are absent.</summary>
    public const string FileName = "shallow";

    /// <summary>The SHAs of the commits whose parents are absent; empty for a full clone.</summary>
    public static IReadOnlySet<string> Of(Repository repository)
    {
        var file = Path.Combine(CommonFolder(repository.Info.Path), FileName);
        return File.Exists(file) ? File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToHashSet() : new HashSet<string>();
    }

    // A linked work tree has a git folder of its own that points at the one with the objects.
    private static string CommonFolder(string gitFolder)
    {
        var pointer = Path.Combine(gitFolder, "commondir");
        return File.Exists(pointer) ? Path.GetFullPath(Path.Combine(gitFolder, File.ReadAllText(pointer).Trim())) : gitFolder;
    }
}
