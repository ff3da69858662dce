using System.Text.RegularExpressions;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Which paths are safe: inside every root on every system, and one line in a list of checksums.</summary>
internal static partial class SourcePath
{
    /// <summary>More than this no file system of a developer takes.</summary>
    private const int MaxLength = 1_000;

    /// <summary>What is wrong with a path of a tree; null when nothing is.</summary>
    public static string? Unsafe(string path)
    {
        if (path.Length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        if (path.Contains('\\', StringComparison.Ordinal))
        {
            return "holds a backslash";
        }

        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "is not UTF-8";
        }

        if (path.Any(char.IsControl))
        {
            return "holds a control character";
        }

        if (path.StartsWith('/') || Drive().IsMatch(path))
        {
            return "is absolute";
        }

        return path.Split('/').Select(UnsafeSegment).FirstOrDefault(reason => reason is not null);
    }

    private static string? UnsafeSegment(string segment) => segment switch
    {
        "" => "has an empty segment",
        "." or ".." => $"has the segment '{segment}'",
        _ when GitFolder().IsMatch(segment) => "leads into git's own folder",
        _ => null,
    };

    [GeneratedRegex("^[A-Za-z]:")]
    private static partial Regex Drive();

    // As Windows reads names: case, trailing dots and spaces and a stream's name do not count, and GIT~1 is the short name.
    [GeneratedRegex(@"^(\.git|git~1)[. ]*(:.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex GitFolder();
}
