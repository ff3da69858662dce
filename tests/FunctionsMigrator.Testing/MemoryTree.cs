using System.Text;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing;

/// <summary>A tree of files in memory. Changing it gives another tree.</summary>
public sealed class MemoryTree : ISourceTree
{
    private readonly IReadOnlyDictionary<string, byte[]> _files;

    /// <summary>A tree of text files, written as UTF-8 exactly as they are given.</summary>
    public MemoryTree(params IEnumerable<(string Path, string Text)> files)
        : this(files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text)))
    {
    }

    private MemoryTree(IReadOnlyDictionary<string, byte[]> files)
    {
        _files = files;
        Files = [.. files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new SourceFile(file.Key, file.Value.Length))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; private init; }

    /// <summary>This tree and one more text file, or another text for it.</summary>
    public MemoryTree With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    /// <summary>This tree and one more file, or other bytes for it.</summary>
    public MemoryTree With(string path, byte[] bytes) => new(new Dictionary<string, byte[]>(_files) { [path] = bytes });

    /// <summary>This tree without a file.</summary>
    public MemoryTree Without(string path) => new(_files.Where(file => file.Key != path).ToDictionary());

    /// <summary>This tree with <paramref name="old"/>, which the file holds exactly once, replaced.</summary>
    public MemoryTree Edit(string path, string old, string @new)
    {
        var text = Text(path);
        return text.Split(old).Length == 2
            ? With(path, text.Replace(old, @new, StringComparison.Ordinal))
            : throw new ArgumentException($"'{path}' does not hold '{old}' exactly once.", nameof(old));
    }

    /// <summary>This tree as another implementation might list it: the same files in another order.</summary>
    public MemoryTree InOrder(Func<IReadOnlyList<SourceFile>, IEnumerable<SourceFile>> order) => new(_files) { Files = [.. order(Files)] };

    /// <summary>The text of a file.</summary>
    public string Text(string path) => Encoding.UTF8.GetString(_files[path]);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellation) =>
        Task.FromResult<Stream>(new MemoryStream(_files[path], writable: false));
}
