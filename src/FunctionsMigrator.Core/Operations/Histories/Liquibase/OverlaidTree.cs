using System.Text;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>A tree with files laid over it that are not committed yet.</summary>
internal sealed class OverlaidTree : ISourceTree
{
    private readonly ISourceTree _tree;
    private readonly Dictionary<string, byte[]> _files;

    public OverlaidTree(ISourceTree tree, IEnumerable<(string Path, string Text)> files)
    {
        _tree = tree;
        _files = files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal);
        Files =
        [
            .. tree.Files.Where(file => !_files.ContainsKey(file.Path)).Concat(_files.Select(file => new SourceFile(file.Key, file.Value.Length))).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellation) =>
        _files.TryGetValue(path, out var bytes) ? Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)) : _tree.OpenAsync(path, cancellation);
}
