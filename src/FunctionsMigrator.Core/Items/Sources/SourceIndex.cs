using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>The files of one tree by path, looked up once for all targets.</summary>
internal sealed class SourceIndex
{
    /// <summary>Bytes of a file that is read into memory as a whole.</summary>
    public const long TextLimit = 16L << 20;

    /// <summary>Bytes of a script; as many as a file of a repository may have.</summary>
    public const long ScriptLimit = 64L << 20;

    private readonly ISourceTree _tree;
    private readonly Dictionary<string, long> _lengths;
    private readonly ConditionalWeakTable<ResourceDocument, IReadOnlyList<string>> _ofResources = [];

    public SourceIndex(ISourceTree tree)
    {
        _tree = tree;
        Content = new ContentFiles(tree);
        _lengths = tree.Files.ToDictionary(file => file.Path, file => file.Length, StringComparer.Ordinal);
    }

    public ContentFiles Content { get; }

    /// <summary>The files that a resource names (<see cref="ContentFiles.Of(ResourceDocument)"/>).</summary>
    public IReadOnlyList<string> FilesOf(ResourceDocument resource) => _ofResources.GetValue(resource, Content.Of);

    /// <summary>The path of a file that a document names, or what keeps it from being read.</summary>
    public Outcome<string> Locate(MetadataDocument document, string written) =>
        RepositoryPath.Resolve(document.Place.File, written) is { } path && _lengths.ContainsKey(path)
            ? Outcome.Of(path)
            : ItemCodes.FileMissing.Fail<string>($"'{document.Name}' names the file '{written}', which is not there.", document.Place);

    /// <summary>The file as it is hashed: without byte order mark and with LF, binary as it is.</summary>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation) => CanonicalText.Normalise(await _tree.OpenAsync(path, cancellation));

    /// <summary>The canonical bytes of a file, or a finding when they are too many.</summary>
    public async Task<Outcome<byte[]>> ReadBytesAsync(string path, CancellationToken cancellation) =>
        await ReadAsync(path, TextLimit, cancellation) is { } bytes ? Outcome.Of(bytes.ToArray()) : TooLarge<byte[]>(path, TextLimit);

    /// <summary>A text file, or a finding when it is no UTF-8 text or too large.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="limit">How many bytes it may have.</param>
    public async Task<Outcome<string>> ReadTextAsync(string path, CancellationToken cancellation, long limit = TextLimit) =>
        await ReadAsync(path, limit, cancellation) is { } bytes ? SourceText.Decode(bytes.Span, path) : TooLarge<string>(path, limit);

    /// <summary>The canonical bytes, in one piece of memory that is as large as the file; null when they are too many.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        if (_lengths[path] > limit)
        {
            return null;
        }

        var bytes = new byte[_lengths[path]];
        await using var stream = await OpenAsync(path, cancellation);
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return await stream.ReadAsync(new byte[1], cancellation) == 0 ? bytes.AsMemory(0, length) : throw new IOException($"{path} grew while it was read.");
    }

    private Outcome<T> TooLarge<T>(string path, long limit) =>
        ItemCodes.TooLarge.Fail<T>($"The file has {_lengths[path]:N0} bytes; at most {limit:N0} are read at once.", new Place(path), remedy: limit == ScriptLimit ? "Split the script into several versions, or load its rows as reference data." : null);
}
