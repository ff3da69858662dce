using System.Text;
using FunctionsMigrator.Adapters.Metadata.Checks;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Hashes the files that documents name, and checks text and variables of those that fit into memory; larger ones are checked where they are read.</summary>
internal static class ContentReader
{
    private const long InMemory = 16L << 20;
    private const int Limit = 100;

    public static async Task<ManifestEntry> ReadAsync(ISourceTree tree, ContentRead read, long length, List<Finding> findings, CancellationToken cancellation)
    {
        var stream = await tree.OpenAsync(read.Path, cancellation);
        if (!read.IsText || length > InMemory)
        {
            return new ManifestEntry(read.Path, read.Kind, await CanonicalText.DigestAsync(stream, cancellation));
        }

        await using var canonical = CanonicalText.Normalise(stream);
        using var buffer = new MemoryStream();
        await canonical.CopyToAsync(buffer, cancellation);
        var bytes = buffer.ToArray();
        findings.AddRange(Check(read, bytes).Take(Limit));
        return new ManifestEntry(read.Path, read.Kind, Digest.Of(bytes));
    }

    private static IEnumerable<Finding> Check(ContentRead read, byte[] bytes)
    {
        if (CanonicalText.IsBinary(bytes))
        {
            return [ItemCodes.NotText.Finding("The file is binary.", new Place(read.Path))];
        }

        if (CanonicalText.IndexOfInvalidUtf8(bytes) is var invalid and >= 0)
        {
            var before = Encoding.UTF8.GetString(bytes, 0, invalid);
            return [ItemCodes.NotText.Finding($"The byte 0x{bytes[invalid]:X2} at offset {invalid} is no UTF-8.", PlaceOf(read.Path, before, before.Length))];
        }

        return read.Scopes.Count == 0 ? [] : Variables(read, Encoding.UTF8.GetString(bytes));
    }

    private static IEnumerable<Finding> Variables(ContentRead read, string text) => Placeholder.In(text)
        .Select(used => VariableCheck.Unknown(used.Name, read.Scopes, "The file", PlaceOf(read.Path, text, used.Index)))
        .OfType<Finding>();

    private static Place PlaceOf(string path, string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new Place(path, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}
