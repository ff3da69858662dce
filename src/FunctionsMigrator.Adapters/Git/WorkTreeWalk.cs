using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Lists the files of a folder and finds everything that a metadata repository may not hold.</summary>
internal sealed class WorkTreeWalk(string root, WorkTreeRules tree, SourceLimits limits)
{
    private readonly SourceRules _rules = new(limits);
    private readonly Stack<(string Prefix, DirectoryInfo Folder)> _open = new();
    private readonly List<SourceFile> _files = [];

    public Outcome<IReadOnlyList<SourceFile>> Walk(CancellationToken cancellation)
    {
        _open.Push(("", new DirectoryInfo(root)));
        while (_open.TryPop(out var next) && _rules.Counts)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var entry in next.Folder.EnumerateFileSystemInfos())
            {
                Visit(next.Prefix + entry.Name, entry, isTop: next.Prefix.Length == 0);
            }
        }

        return _rules.Findings.Count == 0
            ? Outcome.Of<IReadOnlyList<SourceFile>>([.. _files.OrderBy(file => file.Path, StringComparer.Ordinal)])
            : Outcome.Fail<IReadOnlyList<SourceFile>>(_rules.Findings);
    }

    private void Visit(string path, FileSystemInfo entry, bool isTop)
    {
        // Git's own folder, or in a linked work tree the file that points at it.
        if (isTop && entry.Name == ".git")
        {
            return;
        }

        var isLink = entry.LinkTarget is not null || tree.IsTrackedLink(path);
        var isHeld = entry is DirectoryInfo && !isLink ? tree.HoldsFolder(path) : tree.HoldsFile(path);
        if (!isHeld || !_rules.Allows(path))
        {
            return;
        }

        if (isLink)
        {
            _rules.Found(GitCodes.SymbolicLink, path, "is a symbolic link");
        }
        else if (entry is DirectoryInfo folder)
        {
            VisitFolder(path, folder);
        }
        else
        {
            VisitFile(path, (FileInfo)entry);
        }
    }

    private void VisitFolder(string path, DirectoryInfo folder)
    {
        if (Path.Exists(Path.Combine(folder.FullName, ".git")))
        {
            _rules.Found(GitCodes.Submodule, path, "is a git repository of its own");
            return;
        }

        _open.Push((path + "/", folder));
    }

    private void VisitFile(string path, FileInfo file)
    {
        if (_rules.AllowsLength(path, file.Length) && LfsPointer.MayBe(file.Length) && LfsPointer.Is(file.OpenRead()))
        {
            _rules.Found(GitCodes.LfsPointer, path, "is a pointer of Git LFS, its content is not here");
        }

        _files.Add(new SourceFile(path, file.Length));
    }
}
