using System.Text;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Documents: a file per live one, byte for byte.</summary>
internal static class DocumentCapture
{
    // Texts with variables are read as a whole, and so are their live counterparts.
    private const long TextLimit = 16L << 20;

    /// <summary>Keeps the files that differ and notes those that go.</summary>
    public static async Task RunAsync(
        CaptureSide side, DocumentsDocument resource, ItemOwners owners, IReadOnlySet<string> differing, ICaptureFiles files, CaptureTally tally, CancellationToken cancellation)
    {
        await foreach (var (key, desired, live) in side.ItemsAsync(cancellation))
        {
            if (desired?.Checksum == live?.Checksum || differing.Contains(key) || (desired is null && !ValueCapture.Takes(owners, key, tally)))
            {
                continue;
            }

            if (desired is { Sensitive: true })
            {
                tally.Keep(CaptureCodes.Sensitive, "what is live is sensitive and differs from git", key);
            }
            else if (PathOf(resource, key) is not { } path)
            {
                tally.Keep(CaptureCodes.NoForm, "the key is no path that a repository can hold", key);
            }
            else if (live is null)
            {
                files.Remove(path);
                tally.Take(key, wanted: true, live: false);
            }
            else if (!resource.Substitute)
            {
                await KeepAsync(path, live, files, cancellation);
                tally.Take(key, desired is not null, live: true);
                if (await DigestAsync(path, files, cancellation) != live.Checksum)
                {
                    tally.Keep(CaptureCodes.NoForm, "captured, but git keeps text with LF and without byte order mark, and so the next run writes it", key);
                }
            }
            else if (live.Content.Length > TextLimit || (desired is not null && await UsesVariablesAsync(path, files, cancellation)))
            {
                tally.Keep(CaptureCodes.Variable, "what is live differs from what the file and its variables give", key);
            }
            else
            {
                await KeepEscapedAsync(path, live, files, cancellation);
                tally.Take(key, desired is not null, live: true);
            }
        }
    }

    private static string? PathOf(DocumentsDocument resource, string key)
    {
        var path = RepositoryPath.Resolve(resource.Place.File, $"{resource.Path.TrimEnd('/')}/{key}");
        var closed = key.Split('/').Any(segment => segment.Length == 0 || segment is "." || segment.Equals(".git", StringComparison.OrdinalIgnoreCase) || segment.Equals(".fm", StringComparison.OrdinalIgnoreCase));
        return path is null || closed || path == resource.Place.File ? null : path;
    }

    private static Task KeepAsync(string path, LiveItem live, ICaptureFiles files, CancellationToken cancellation) => files.WriteAsync(
        path,
        async (stream, token) =>
        {
            await using var content = await live.Content.OpenAsync(token);
            await content.CopyToAsync(stream, token);
        },
        cancellation);

    private static async Task KeepEscapedAsync(string path, LiveItem live, ICaptureFiles files, CancellationToken cancellation)
    {
        var bytes = await live.Content.ReadAsync(cancellation);
        var written = CanonicalText.IsBinary(bytes.Span) || CanonicalText.IndexOfInvalidUtf8(bytes.Span) >= 0
            ? bytes
            : Encoding.UTF8.GetBytes(LiveValue.Escaped(Encoding.UTF8.GetString(bytes.Span)));
        await files.WriteAsync(path, (stream, token) => stream.WriteAsync(written, token).AsTask(), cancellation);
    }

    private static async Task<Digest?> DigestAsync(string path, ICaptureFiles files, CancellationToken cancellation) =>
        await files.OpenAsync(path, cancellation) is { } stream ? await CanonicalText.DigestAsync(stream, cancellation) : null;

    private static async Task<bool> UsesVariablesAsync(string path, ICaptureFiles files, CancellationToken cancellation)
    {
        if (await files.OpenAsync(path, cancellation) is not { } stream)
        {
            return false;
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Placeholder.In(await reader.ReadToEndAsync(cancellation)).Count > 0;
    }
}
