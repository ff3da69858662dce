using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Bundles;

/// <summary>
/// The file <c>checksums.lock</c>: a line <c>SHA256  PATH</c> per file that a run reads, in ordinal order of paths, each ended by LF. The checksum is that of the
/// file's canonical form (see <see cref="CanonicalText"/>), so <c>sha256sum -c checksums.lock</c> agrees for files with LF and without byte order mark.
/// </summary>
/// <param name="Lines">One per file, in ordinal order of paths.</param>
public sealed record ChecksumsLock(IReadOnlyList<ChecksumsLine> Lines)
{
    /// <summary>Where the file is.</summary>
    public const string FileName = "checksums.lock";

    /// <summary>A lock file longer than this is not read: 100,000 files with paths of 500 characters fit.</summary>
    private const int MaxBytes = 64 << 20;

    /// <summary>The lock that fits these files. A file that stands in the manifest under several kinds is one line.</summary>
    public static ChecksumsLock Of(IEnumerable<ManifestEntry> manifest) => new(
        [.. manifest
            .Where(entry => entry.Path != FileName)
            .DistinctBy(entry => entry.Path)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .Select((entry, index) => new ChecksumsLine(index + 1, entry.Path, entry.Sha256))]);

    /// <summary>Reads the file. Every line that is malformed, doubled or out of order is a finding with its number.</summary>
    public static Outcome<ChecksumsLock> Parse(string text)
    {
        List<ChecksumsLine> lines = [];
        List<Finding> findings = [];
        var number = 0;
        foreach (var line in WithoutLastLineEnd(text).Split('\n', text.Length == 0 ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None))
        {
            number++;
            if (!ChecksumsLine.TryParse(number, line, out var parsed))
            {
                findings.Add(BundleCodes.LockMalformed.Finding($"Line {number} is not a SHA-256 of 64 lower-case digits, two spaces and a path.", At(number)));
            }
            else if (lines.Count > 0 && string.CompareOrdinal(lines[^1].Path, parsed.Path) is var order and >= 0)
            {
                findings.Add((order == 0 ? BundleCodes.LockDuplicate : BundleCodes.LockUnsorted)
                    .Finding(order == 0 ? $"{parsed.Path} stands in two lines." : $"{parsed.Path} stands behind {lines[^1].Path}; lines are in ordinal order of paths.", At(number)));
            }
            else
            {
                lines.Add(parsed);
            }
        }

        return findings.Count == 0 ? Outcome.Of(new ChecksumsLock(lines)) : Outcome.Fail<ChecksumsLock>(findings);
    }

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            text.Append(line.Sha256.Hex).Append("  ").Append(line.Path).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// What differs between the files that a run reads and this lock: each file that was added, edited or removed since, with its line in the lock
    /// (of an added file: the line it would have).
    /// </summary>
    public IReadOnlyList<Finding> Compare(IEnumerable<ManifestEntry> manifest)
    {
        List<Finding> findings = [];
        var files = Of(manifest).Lines;
        var (file, locked) = (0, 0);
        while (file < files.Count || locked < Lines.Count)
        {
            var order = file == files.Count ? 1 : locked == Lines.Count ? -1 : string.CompareOrdinal(files[file].Path, Lines[locked].Path);
            if (order < 0)
            {
                findings.Add(BundleCodes.LockAdded.Finding($"{files[file].Path} was added: {FileName} has no line for it.", At(locked + 1)));
            }
            else if (order > 0)
            {
                findings.Add(BundleCodes.LockRemoved.Finding($"{Lines[locked].Path} was removed: no run reads it, but {FileName} has a line for it.", At(Lines[locked].Number)));
            }
            else if (files[file].Sha256 != Lines[locked].Sha256)
            {
                findings.Add(BundleCodes.LockEdited.Finding(
                    $"{files[file].Path} was edited: its checksum is {files[file].Sha256.Short}, {FileName} says {Lines[locked].Sha256.Short}.", At(Lines[locked].Number)));
            }

            file += order <= 0 ? 1 : 0;
            locked += order >= 0 ? 1 : 0;
        }

        return findings;
    }

    /// <summary>
    /// Verifies the files of a repository against its own lock. Without one there is a warning; once it is there, everything that differs is an error.
    /// </summary>
    public static async Task<IReadOnlyList<Finding>> CheckAsync(MetadataRepository repository, CancellationToken cancellation)
    {
        if (repository.Tree.Files.All(file => file.Path != FileName))
        {
            return [BundleCodes.LockAbsent.Finding($"There is no {FileName}: an edit that nobody meant would not be noticed.", new Place(FileName))];
        }

        var bytes = new MemoryStream();
        await using var file = CanonicalText.Normalise(await repository.Tree.OpenAsync(FileName, cancellation));
        var buffer = new byte[81_920];
        while (await file.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (bytes.Length + read > MaxBytes)
            {
                return [BundleCodes.LockMalformed.Finding($"{FileName} has more than {MaxBytes >> 20} MiB.", new Place(FileName))];
            }

            bytes.Write(buffer, 0, read);
        }

        var parsed = Parse(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        return parsed.TryGet(out var locked) ? locked.Compare(repository.Manifest) : parsed.Findings;
    }

    private static string WithoutLastLineEnd(string text) => text.EndsWith('\n') ? text[..^1] : text;

    private static Place At(int line) => new(FileName, line);
}
