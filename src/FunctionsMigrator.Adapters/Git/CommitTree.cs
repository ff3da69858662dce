using FunctionsMigrator.Core.Ports;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// The files of a commit. A file is read when it is opened. A large one is held by the library, outside the managed heap, while its stream is open;
/// <see cref="SourceLimits.FileBytes"/> bounds it.
/// </summary>
internal sealed class CommitTree(string gitFolder, IReadOnlyDictionary<string, (ObjectId Blob, long Length)> files) : ISourceTree
{
    public IReadOnlyList<SourceFile> Files { get; } = [.. files.Select(file => new SourceFile(file.Key, file.Value.Length))];

    public Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!files.TryGetValue(path, out var file))
        {
            throw new ArgumentException($"'{path}' is no file of this commit.", nameof(path));
        }

        // A handle of its own for every stream: the library's are not safe for several threads, and opening one takes a fraction of a millisecond.
        Repository? repository = new(gitFolder);
        try
        {
            var content = repository.Lookup<Blob>(file.Blob)?.GetContentStream()
                ?? throw new IOException($"The content of {path} is missing from {gitFolder}.");
            var stream = new OwnedStream(content, repository);
            repository = null;
            return Task.FromResult<Stream>(stream);
        }
        finally
        {
            repository?.Dispose();
        }
    }
}
