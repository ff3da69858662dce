using System.IO.Compression;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Stores.Export;

/// <summary>The folder of an export, and the archive that is made of one.</summary>
public sealed class EvidenceFolder(string root) : IEvidenceFolder
{
    private const int MostEntries = 100_000;
    private const long LargestTotal = 8L << 30;

    // The first instant that an archive can tell: what is archived twice is the same archive.
    private static readonly DateTimeOffset Fixed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        var file = PathOf(path) ?? throw new ArgumentException($"'{path}' leads out of the folder.", nameof(path));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        await write(stream, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public Stream? Open(string path) => PathOf(path) is { } file && File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read) : null;

    /// <summary>Makes an archive of all files: sorted, with one fixed time. <c>AUD013</c>: there is a file of that name.</summary>
    public async Task<Outcome<string>> ZipAsync(string file, CancellationToken cancellation)
    {
        if (File.Exists(file))
        {
            return AuditCodes.ExportExists.Fail<string>($"{file} exists.");
        }

        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var path in List())
        {
            var entry = archive.CreateEntry(path, CompressionLevel.Optimal);
            entry.LastWriteTime = Fixed;
            entry.ExternalAttributes = 0;
            await using var target = entry.Open();
            await using var source = Open(path)!;
            await source.CopyToAsync(target, cancellation);
        }

        return Outcome.Of(file);
    }

    /// <summary>Unpacks an archive into an empty folder. <c>AUD012</c>: it is none, names a path outside, one path twice, or is larger than any export.</summary>
    public static async Task<Outcome<string>> UnzipAsync(string file, string folder, CancellationToken cancellation)
    {
        var into = new EvidenceFolder(folder);
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var left = LargestTotal;
            if (archive.Entries.Count > MostEntries)
            {
                return AuditCodes.NoExport.Fail<string>($"{file} holds {archive.Entries.Count} files; an export holds at most {MostEntries}.");
            }

            foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                if (into.PathOf(entry.FullName) is not { } path || File.Exists(path))
                {
                    return AuditCodes.NoExport.Fail<string>($"{file} names '{entry.FullName}', which lies outside, or twice.");
                }

                await using var source = entry.Open();
                await into.WriteAsync(entry.FullName, async (target, token) => left = await CopyAsync(source, target, left, token), cancellation);
                if (left < 0)
                {
                    return AuditCodes.NoExport.Fail<string>($"{file} unpacks to more than {LargestTotal >> 30} GiB.");
                }
            }

            return Outcome.Of(folder);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return AuditCodes.NoExport.Fail<string>($"{file} cannot be unpacked: {exception.Message}");
        }
    }

    // The length that an archive states is not trusted with the disk.
    private static async Task<long> CopyAsync(Stream source, Stream target, long left, CancellationToken cancellation)
    {
        var buffer = new byte[81_920];
        for (int read; left >= 0 && (read = await source.ReadAsync(buffer, cancellation)) > 0;)
        {
            left -= read;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return left;
    }

    private string? PathOf(string path)
    {
        var parts = path.Split('/');
        return parts.All(part => part.Length > 0 && part is not ("." or "..") && part.IndexOfAny(['\\', ':', '\0']) < 0) ? Path.Combine(root, Path.Combine(parts)) : null;
    }
}
