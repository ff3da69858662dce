using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>The items of Documents: the file's bytes (text without byte order mark and with LF) per path below the resource's folder.</summary>
internal static class DocumentItems
{
    // Smaller documents are read once and kept; larger ones are opened again when somebody needs them.
    private const int InlineBytes = 64 * 1024;

    /// <summary>Key and path of each document, in order of keys.</summary>
    public static IReadOnlyList<(string Key, string Path)> Files(SourceIndex index, DocumentsDocument resource)
    {
        var folder = RepositoryPath.Resolve(resource.Place.File, resource.Path) ?? "";
        return [.. index.FilesOf(resource).Select(path => (Key: RepositoryPath.Below(folder, path)!, path)).OrderBy(file => file.Key, Utf8Order.Instance)];
    }

    public static async IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(
        ItemScope scope, DocumentsDocument resource, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (key, path) in Files(scope.Index, resource))
        {
            var sensitive = resource.Sensitive.Contains(key, StringComparer.Ordinal);
            yield return resource.Substitute
                ? await ReplacedAsync(scope, key, path, sensitive, cancellation)
                : Outcome.Of(await AsItIsAsync(scope.Index, key, path, sensitive, cancellation));
        }
    }

    private static async Task<DesiredItem> AsItIsAsync(SourceIndex index, string key, string path, bool sensitive, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var start = new MemoryStream();
        var (length, buffer) = (0L, new byte[InlineBytes]);
        await using (var stream = await index.OpenAsync(path, cancellation))
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                length += read;
                if (length <= InlineBytes)
                {
                    start.Write(buffer, 0, read);
                }
            }
        }

        var content = length <= InlineBytes ? ItemContent.Of(start.ToArray()) : ItemContent.Open(length, token => index.OpenAsync(path, token));
        return new DesiredItem(key, Digest.From(hash), content, new Place(path), sensitive);
    }

    private static async Task<Outcome<DesiredItem>> ReplacedAsync(ItemScope scope, string key, string path, bool sensitive, CancellationToken cancellation)
    {
        var bytes = await BytesAsync(scope, path, cancellation);
        if (!bytes.Succeeded)
        {
            return bytes.As<DesiredItem>();
        }

        var content = bytes.Value.Length <= InlineBytes
            ? ItemContent.Of(bytes.Value)
            : ItemContent.Open(bytes.Value.Length, async token => new MemoryStream((await BytesAsync(scope, path, token)).Value, writable: false));
        return Outcome.Of(new DesiredItem(key, Digest.Of(bytes.Value), content, new Place(path), sensitive));
    }

    private static async Task<Outcome<byte[]>> BytesAsync(ItemScope scope, string path, CancellationToken cancellation)
    {
        var bytes = await scope.Index.ReadBytesAsync(path, cancellation);
        if (!bytes.Succeeded || CanonicalText.IsBinary(bytes.Value))
        {
            return bytes;
        }

        var text = SourceText.Decode(bytes.Value, path);
        var replaced = text.Succeeded ? Substitution.Text(text.Value, scope.Target.Variables, new Place(path)) : text;
        return replaced.Succeeded ? Outcome.Of(Encoding.UTF8.GetBytes(replaced.Value)) : replaced.As<byte[]>();
    }
}
