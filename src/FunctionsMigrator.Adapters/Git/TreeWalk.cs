using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Lists the files of a commit and finds everything that a metadata repository may not hold.</summary>
internal sealed class TreeWalk(Repository repository, SourceLimits limits)
{
    private readonly SourceRules _rules = new(limits);
    private readonly Stack<(string Prefix, Tree Tree)> _open = new();
    private readonly SortedDictionary<string, (ObjectId Blob, long Length)> _files = new(StringComparer.Ordinal);

    public Outcome<IReadOnlyDictionary<string, (ObjectId Blob, long Length)>> Walk(Tree root, CancellationToken cancellation)
    {
        _open.Push(("", root));
        while (_open.TryPop(out var next) && _rules.Counts)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var entry in next.Tree)
            {
                Visit(next.Prefix + entry.Name, entry);
            }
        }

        return _rules.Findings.Count == 0
            ? Outcome.Of<IReadOnlyDictionary<string, (ObjectId Blob, long Length)>>(_files)
            : Outcome.Fail<IReadOnlyDictionary<string, (ObjectId Blob, long Length)>>(_rules.Findings);
    }

    private void Visit(string path, TreeEntry entry)
    {
        // Folders count as well: a few small trees that hold each other many times would make a walk without end.
        if (!_rules.Allows(path))
        {
            return;
        }

        switch (entry.Mode)
        {
            case Mode.Directory:
                _open.Push((path + "/", (Tree)entry.Target));
                break;
            case Mode.SymbolicLink:
                _rules.Found(GitCodes.SymbolicLink, path, "is a symbolic link");
                break;
            case Mode.GitLink:
                _rules.Found(GitCodes.Submodule, path, "is a submodule");
                break;
            default:
                VisitFile(path, entry.Target.Id);
                break;
        }
    }

    private void VisitFile(string path, ObjectId blob)
    {
        var length = repository.ObjectDatabase.RetrieveObjectMetadata(blob).Size;
        if (_rules.AllowsLength(path, length) && LfsPointer.MayBe(length) && LfsPointer.Is(repository.Lookup<Blob>(blob).GetContentStream()))
        {
            _rules.Found(GitCodes.LfsPointer, path, "is a pointer of Git LFS, its content is elsewhere");
        }

        // Two entries of one name cannot be committed, but they can be pushed: what a reviewer sees would not be what is applied.
        if (!_files.TryAdd(path, (blob, length)))
        {
            _rules.Found(GitCodes.UnsafePath, path, "stands twice in its folder");
        }
    }
}
