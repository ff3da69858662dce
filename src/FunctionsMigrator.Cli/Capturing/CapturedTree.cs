using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Capturing;

/// <summary>A work tree as it will be with the captured files.</summary>
/// <param name="before">The work tree.</param>
/// <param name="kept">Captured files by path.</param>
/// <param name="removed">Files that go.</param>
internal sealed class CapturedTree(ISourceTree before, IReadOnlyDictionary<string, string> kept, IReadOnlySet<string> removed) : ISourceTree
{
    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; } =
    [
        .. before.Files.Where(file => !kept.ContainsKey(file.Path) && !removed.Contains(file.Path))
            .Concat(kept.Select(file => new SourceFile(file.Key, new FileInfo(file.Value).Length)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellation) =>
        kept.TryGetValue(path, out var file) ? Task.FromResult<Stream>(File.OpenRead(file)) : before.OpenAsync(path, cancellation);
}
