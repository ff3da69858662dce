using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Which files of a folder a commit of everything would hold.</summary>
internal sealed class WorkTreeRules : IDisposable
{
    private readonly Repository? _repository;
    private readonly string _prefix;
    private readonly Dictionary<string, Mode> _tracked;
    private readonly HashSet<string> _trackedFolders;

    private WorkTreeRules(Repository? repository, string prefix)
    {
        _repository = repository;
        _prefix = prefix;
        _tracked = (repository?.Index ?? Enumerable.Empty<IndexEntry>())
            .Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal))
            .DistinctBy(entry => entry.Path)
            .ToDictionary(entry => entry.Path[prefix.Length..], entry => entry.Mode, StringComparer.Ordinal);
        _trackedFolders = _tracked.Keys.SelectMany(FoldersOf).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The rules of the repository that the folder is, or lies in; without one, the rules for plain folders.</summary>
    public static WorkTreeRules Of(string folder)
    {
        if (Repository.Discover(folder) is not { } found)
        {
            return new WorkTreeRules(null, "");
        }

        var repository = new Repository(found);
        if (repository.Info.WorkingDirectory is not { } root)
        {
            repository.Dispose();
            return new WorkTreeRules(null, "");
        }

        var prefix = Path.GetRelativePath(Real(root), Real(folder)).Replace(Path.DirectorySeparatorChar, '/');
        return new WorkTreeRules(repository, prefix == "." ? "" : prefix + "/");
    }

    /// <summary>Whether git has a symbolic link at the path; where the file system has none, it is a file that holds the link's target.</summary>
    public bool IsTrackedLink(string path) => _tracked.GetValueOrDefault(path) == Mode.SymbolicLink;

    /// <summary>Whether the file belongs to the tree.</summary>
    public bool HoldsFile(string path) =>
        _repository is null || _tracked.ContainsKey(path) || !_repository.Ignore.IsPathIgnored(_prefix + path);

    /// <summary>Whether the folder may hold files of the tree.</summary>
    public bool HoldsFolder(string path) => path != ".fm" && (_repository is null
        ? path != "bin"
        : _trackedFolders.Contains(path) || !_repository.Ignore.IsPathIgnored(_prefix + path + "/"));

    /// <summary>Paths of the folder, in ordinal order, that differ from the commit that is checked out, or that no commit holds and no rule ignores; null outside of a work tree.</summary>
    public IReadOnlyList<string>? Changed()
    {
        if (_repository is null)
        {
            return null;
        }

        var status = _repository.RetrieveStatus(new StatusOptions { IncludeIgnored = false, IncludeUnaltered = false, RecurseUntrackedDirs = true });
        return
        [
            .. status.Select(entry => entry.FilePath)
                .Where(path => path.StartsWith(_prefix, StringComparison.Ordinal))
                .Select(path => path[_prefix.Length..])
                .Where(path => !path.StartsWith(".fm/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    public void Dispose() => _repository?.Dispose();

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    // The library answers paths without links; a temporary folder often lies behind one.
    private static string Real(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var here = Path.Combine(Real(parent), Path.GetFileName(full));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Real(target.FullName) : here;
    }
}
