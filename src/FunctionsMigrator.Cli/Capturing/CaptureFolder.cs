using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Capturing;

/// <summary>
/// Captured files in a folder of their own beside the store, until all are known and the repository that they make was read. Then each takes its place at once, by a rename.
/// Disposing removes the folder; what did not take its place is gone.
/// </summary>
internal sealed class CaptureFolder(RepositoryFolder repository, ISourceTree tree) : ICaptureFiles, IAsyncDisposable
{
    private readonly string _folder = Path.Combine(repository.Store, $"capture-{Guid.NewGuid():N}");
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = tree.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
    private int _files;

    /// <summary>The files that change, in ordinal order.</summary>
    public IReadOnlyList<CapturedFile> Changes =>
    [
        .. _kept.Keys.Select(path => new CapturedFile(path, _known.Contains(path) ? "changed" : "added"))
            .Concat(_removed.Select(path => new CapturedFile(path, "removed")))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>The repository as it will be.</summary>
    public ISourceTree Tree => new CapturedTree(tree, _kept, _removed);

    /// <inheritdoc/>
    public async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, $"{_files++:D6}");
        await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 << 10, FileOptions.Asynchronous))
        {
            await write(stream, cancellation);
        }

        _kept[path] = file;
        _removed.Remove(path);
        if (_known.Contains(path) && await DigestAsync(await tree.OpenAsync(path, cancellation), cancellation) == await DigestAsync(File.OpenRead(file), cancellation))
        {
            _kept.Remove(path);
        }
    }

    /// <inheritdoc/>
    public void Remove(string path)
    {
        _kept.Remove(path);
        if (_known.Contains(path))
        {
            _removed.Add(path);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        _kept.TryGetValue(path, out var file) ? File.OpenRead(file)
        : _known.Contains(path) && !_removed.Contains(path) ? await tree.OpenAsync(path, cancellation)
        : null;

    /// <summary>The file as the repository has it; null where it has none.</summary>
    public async Task<Stream?> OpenBeforeAsync(string path, CancellationToken cancellation) => _known.Contains(path) ? await tree.OpenAsync(path, cancellation) : null;

    /// <summary>What keeps the files from taking their places: a link on the way, or a file that git does not show.</summary>
    public IReadOnlyList<Finding> Obstacles() =>
    [
        .. Changes.Select(file => (file.Path, Link: LinkOn(file.Path), Hidden: !_known.Contains(file.Path) && Path.Exists(Full(file.Path))))
            .Where(file => file.Link is not null || file.Hidden)
            .Select(file => CaptureCodes.Place.Finding(
                file.Link is { } link ? $"{link} is a symbolic link; files are not written through links." : "There is a file or folder at this path that git ignores.", new Place(file.Path))),
    ];

    /// <summary>Puts every file in its place, and then removes what goes. Not to be stopped half-way.</summary>
    public void Commit()
    {
        foreach (var (path, file) in _kept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.Move(file, Full(path), overwrite: true);
        }

        foreach (var path in _removed)
        {
            File.Delete(Full(path));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private string Full(string path)
    {
        var full = Path.GetFullPath(path, repository.Path);
        return full.StartsWith(Path.TrimEndingDirectorySeparator(repository.Path) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"'{path}' leaves the repository.");
    }

    private string? LinkOn(string path)
    {
        var parts = path.Split('/');
        for (var i = 1; i <= parts.Length; i++)
        {
            var part = string.Join('/', parts[..i]);
            if (new FileInfo(Full(part)) is { LinkTarget: not null } || new DirectoryInfo(Full(part)) is { LinkTarget: not null })
            {
                return part;
            }
        }

        return null;
    }

    private static Task<Digest> DigestAsync(Stream stream, CancellationToken cancellation) => CanonicalText.DigestAsync(stream, cancellation);
}
