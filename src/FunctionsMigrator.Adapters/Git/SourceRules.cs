using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>What holds for the files of a commit and of a work tree alike.</summary>
internal sealed class SourceRules(SourceLimits limits)
{
    private readonly List<Finding> _findings = [];
    private int _entries;

    /// <summary>Everything found so far.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.OrderBy(finding => finding.Place?.File, StringComparer.Ordinal)];

    /// <summary>Whether the number of files and folders is still inside the limit.</summary>
    public bool Counts => _entries <= limits.Files;

    /// <summary>Counts a file or folder and checks its path.</summary>
    public bool Allows(string path)
    {
        if (++_entries == limits.Files + 1)
        {
            _findings.Add(GitCodes.TooManyFiles.Finding($"The repository has more than {limits.Files} files and folders."));
        }

        if (!Counts)
        {
            return false;
        }

        var reason = SourcePath.Unsafe(path);
        if (reason is not null)
        {
            Found(GitCodes.UnsafePath, Printable(path), reason);
        }

        return reason is null;
    }

    /// <summary>Checks the size of a file.</summary>
    public bool AllowsLength(string path, long length)
    {
        var isMetadata = path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        var limit = isMetadata ? Math.Min(limits.MetadataBytes, limits.FileBytes) : limits.FileBytes;
        if (length > limit)
        {
            Found(GitCodes.FileTooLarge, path, $"has {length} bytes; the limit for {(isMetadata ? "YAML files" : "files")} is {limit}");
        }

        return length <= limit;
    }

    /// <summary>Something about one path.</summary>
    public void Found(FailureCode code, string path, string what) => _findings.Add(code.Finding($"{path} {what}.", new Place(path)));

    // A path that is refused for its control characters or its length must not bring them into messages.
    private static string Printable(string path)
    {
        var text = string.Concat(path.Take(200).Select(unit => char.IsControl(unit) ? '?' : unit));
        return path.Length > 200 ? text + "..." : text;
    }
}
