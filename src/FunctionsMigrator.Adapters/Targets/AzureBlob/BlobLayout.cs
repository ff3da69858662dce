using FunctionsMigrator.Adapters.Targets.JsonFiles;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// What lies where in the container of an <c>azure-blob</c> target: settings in <c>settings.json</c>, flags in <c>feature-management.json</c>, documents as blobs of their own
/// under their keys, and the product's own bookkeeping in names that begin with <c>.fm-</c>.
/// </summary>
internal static class BlobLayout
{
    public const string Marker = ".fm-target.json";
    public const string Receipts = ".fm-receipts/";
    public const string Replaced = ".fm-replaced/";
    private const string OwnPrefix = ".fm-";
    private const int LongestName = 1024;
    private const int MostSegments = 254;

    /// <summary>The blob that holds the items of a kind; null for documents.</summary>
    public static string? BlobOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Settings => JsonItems.SettingsFile,
        ResourceKind.FeatureFlags => JsonItems.FlagsFile,
        _ => null,
    };

    /// <summary>Whether a blob is no document.</summary>
    public static bool IsReserved(string name) => name.StartsWith(OwnPrefix, StringComparison.Ordinal) || name is JsonItems.SettingsFile or JsonItems.FlagsFile;

    /// <summary>Where the receipts of a run are.</summary>
    public static string ReceiptsOf(string run) => $"{Receipts}{KeyEncoding.Servers.EncodeKey(run)}/";

    /// <summary>Where the headers of a document are kept that was replaced or deleted.</summary>
    public static string ReplacedOf(string key) => Replaced + Core.Digest.Of(key).Hex;

    /// <summary>Why no document can have the key; null when one can.</summary>
    public static string? Problem(string key)
    {
        var segments = key.Split('/');
        return key.Length == 0 ? "is empty"
            : key.Length > LongestName || segments.Length > MostSegments ? $"is longer than {LongestName} characters or {MostSegments} parts"
            : segments.Any(segment => segment is "" or "." or "..") ? "has an empty part, or one of dots alone"
            : segments.Any(segment => segment[^1] == '.') ? "has a part that ends with a dot"
            : key.Contains('\\', StringComparison.Ordinal) || key.Any(char.IsControl) || key.AsSpan().IndexOfAny('\uFFFE', '\uFFFF') >= 0 ? "holds a backslash or a control character"
            : IsReserved(key) ? "is a name that the target keeps for itself"
            : null;
    }
}
