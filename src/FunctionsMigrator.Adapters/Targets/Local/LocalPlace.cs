using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Targets.Local;

/// <summary>
/// Where the targets of this machine are: the setting <c>path</c>, relative to the base folder, which is the root of the metadata repository. No path leaves it,
/// neither by its text nor by a symbolic link. Scratch targets are in <c>.fm/scratch</c> of the same folder, named by run and address.
/// </summary>
internal sealed class LocalPlace(string baseFolder)
{
    private const string PathKey = "path";

    private readonly string _base = Path.GetFullPath(baseFolder);

    /// <summary>What is wrong with a definition, by its text alone.</summary>
    public static IReadOnlyList<Finding> Check(TargetBinding binding)
    {
        var findings = new List<Finding>();
        void Add(string message, string? remedy = null) =>
            findings.Add(TargetCodes.BadDefinition.Finding(message, target: binding.Address.ToString(), remedy: remedy));

        foreach (var key in binding.Settings.Keys.Where(key => key != PathKey).Order(StringComparer.Ordinal))
        {
            Add($"Type {binding.Type} knows no key '{key}'; it knows '{PathKey}'.");
        }

        if (!binding.Settings.TryGetValue(PathKey, out var value))
        {
            Add($"Type {binding.Type} needs '{PathKey}': where the target is, relative to the root of the metadata repository.");
        }
        else if (value.ValueKind != JsonValueKind.String)
        {
            Add($"'{PathKey}' is a {value.ValueKind.ToString().ToLowerInvariant()}; a text was expected.");
        }
        else if (Problem(value.GetString()!) is { } problem)
        {
            Add($"'{PathKey}' is '{value.GetString()}', which {problem}.", "Name a path inside the metadata repository, such as data/${environment}/${region}/orders.db.");
        }

        if (binding.Scratch is not null)
        {
            Add($"Type {binding.Type} makes its scratch targets in .fm/scratch and knows no 'scratch'.", "Remove 'scratch' from the target.");
        }

        return findings;
    }

    /// <summary>The full path of the target, or why it cannot be used.</summary>
    public Outcome<string> Resolve(TargetBinding binding)
    {
        var findings = Check(binding);
        return findings.Count > 0
            ? Outcome.Fail<string>(findings)
            : Inside(Path.Combine(_base, binding.Settings[PathKey].GetString()!), binding.Address);
    }

    /// <summary>
    /// The full path of a run's scratch target, without an ending. No two targets share a folder of their own: one that is made would meet another that is removed.
    /// </summary>
    public Outcome<string> Scratch(TargetAddress address, string run) =>
        Inside(Path.Combine(_base, ".fm", "scratch", KeyEncoding.Files.EncodeKey($"{run}/{address}")), address);

    /// <summary>The binding of a scratch target: as the live one, with its own path.</summary>
    public TargetBinding BindScratch(TargetBinding live, string path) => live with
    {
        Settings = new Dictionary<string, JsonElement>
        {
            [PathKey] = JsonSerializer.SerializeToElement(Path.GetRelativePath(_base, path).Replace('\\', '/')),
        },
        Scratch = null,
    };

    private Outcome<string> Inside(string path, TargetAddress address)
    {
        var full = Path.GetFullPath(path);
        if (SymbolicLinks.FirstBelow(_base, full) is { } link)
        {
            return TargetCodes.SymbolicLink.Fail<string>($"{link} is a symbolic link on the way to {full}.", target: address.ToString());
        }

        for (var above = Path.GetDirectoryName(full)!; above.Length > _base.Length; above = Path.GetDirectoryName(above)!)
        {
            if (File.Exists(above))
            {
                return TargetCodes.Unreachable.Fail<string>($"{above} is a file; a folder was expected on the way to {full}.", target: address.ToString());
            }
        }

        return Outcome.Of(full);
    }

    private static string? Problem(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }

        if (path.Any(char.IsControl) || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal))
        {
            return "holds a character that paths here never hold (\\, : or a control character)";
        }

        var segments = path.Split('/');
        return path[0] == '/' ? "is absolute"
            : segments.Contains("..") ? "leaves the repository"
            : segments.Any(segment => segment is "" or ".") ? "has an empty part"
            : segments[0].Equals(".fm", StringComparison.OrdinalIgnoreCase) || segments[0].Equals(".git", StringComparison.OrdinalIgnoreCase)
                ? $"lies in {segments[0]}, which belongs to others"
                : null;
    }
}
