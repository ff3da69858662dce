using FunctionsMigrator.Adapters.Targets.JsonFiles;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>
/// What lies where in the folder of a <c>files</c> target: settings in <c>settings.json</c>, flags in <c>feature-management.json</c>, documents as files of their
/// own under their keys, and the product's own bookkeeping in names that begin with <c>.fm-</c>.
/// </summary>
internal static class FilesLayout
{
    public const string Settings = JsonItems.SettingsFile;
    public const string Flags = JsonItems.FlagsFile;
    public const string Marker = ".fm-target.json";
    public const string Lock = ".fm-target.lock";
    public const string Receipts = ".fm-receipts";
    public const string Staging = ".fm-staging";
    private const string OwnPrefix = ".fm-";
    private const int LongestSegment = 255;

    /// <summary>Whether a name at the top of the folder is no document's.</summary>
    public static bool IsReserved(string topName) =>
        topName.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)
        || topName.Equals(Settings, StringComparison.OrdinalIgnoreCase)
        || topName.Equals(Flags, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the file that holds the items of a kind; null for documents.</summary>
    public static string? FileOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Settings => Settings,
        ResourceKind.FeatureFlags => Flags,
        _ => null,
    };

    /// <summary>The path of a document.</summary>
    /// <exception cref="TargetException">TGT011: the key could leave the folder, or is a name that the product keeps for itself.</exception>
    public static string PathOf(string root, string key, TargetAddress address) => Problem(key) is { } problem
        ? throw new TargetException(TargetCodes.BadKey.Finding(
            $"The document key '{key}' {problem}.", target: address.ToString(), remedy: "Give the document another path in git."))
        : Path.Combine(root, key.Replace('/', Path.DirectorySeparatorChar));

    private static string? Problem(string key)
    {
        var segments = key.Split('/');
        return key.Length == 0 ? "is empty"
            : key[0] == '/' ? "is absolute"
            : segments.Contains("..") ? "leaves the folder with '..'"
            : segments.Any(segment => segment is "" or ".") ? "has an empty part"
            : key.Contains('\\', StringComparison.Ordinal) || key.Any(char.IsControl) ? "holds a backslash or a control character"
            : segments.Any(segment => System.Text.Encoding.UTF8.GetByteCount(segment) > LongestSegment) ? $"has a part of more than {LongestSegment} bytes"
            : IsReserved(segments[0]) ? $"begins with '{segments[0]}', a name that the target keeps for itself"
            : OperatingSystem.IsWindows() ? WindowsProblem(segments)
            : null;
    }

    private static string? WindowsProblem(string[] segments) =>
        segments.Any(segment => segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || segment[^1] is '.' or ' ')
            ? "holds a part that is no file name on Windows"
            : null;
}
