using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A file name of a script, by Flyway's rules: <c>V1.2__add_index.sql</c>, <c>U1.2__add_index.sql</c>, <c>B2__all.sql</c>, <c>R__views.sql</c>.</summary>
/// <param name="Key">The file name without extension.</param>
/// <param name="Letter">V, U, B or R.</param>
/// <param name="Version">
/// Its numbers, parted by <c>.</c> or <c>_</c>; leading zeros and zeros at the end do not count, so that <c>1</c>, <c>01</c> and <c>1.0</c> are one version.
/// Empty for R.
/// </param>
/// <param name="Description">The words behind <c>__</c>; a script with a version may have none.</param>
public sealed partial record ScriptName(string Key, char Letter, IReadOnlyList<long> Version, string Description)
{
    /// <summary>The numbers as people write them: <c>1.2</c>.</summary>
    public string VersionText => TextOf(Version);

    /// <summary>The numbers of a version as people write them.</summary>
    public static string TextOf(IReadOnlyList<long> version) => string.Join('.', version);

    /// <summary>Less than, equal to or greater than zero, number by number; a missing number is 0.</summary>
    public static int CompareVersions(IReadOnlyList<long> left, IReadOnlyList<long> right)
    {
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            var order = left.ElementAtOrDefault(i).CompareTo(right.ElementAtOrDefault(i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>The version of a baseline script's key; empty for one without a version, null for another script's key.</summary>
    public static IReadOnlyList<long>? BaselineVersion(string key) => Read(key + ".sql", out _) switch
    {
        { Letter: 'B' } name => name.Version,
        null => [],
        _ => null,
    };

    /// <summary>Reads a file name; answers why it is none when it is none.</summary>
    public static ScriptName? Read(string fileName, out string? problem)
    {
        var key = fileName.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? fileName[..^4] : fileName;
        problem = Problem(fileName, key);
        if (problem is not null)
        {
            return null;
        }

        var match = Pattern().Match(key);
        var numbers = match.Groups["number"].Captures.Select(capture => long.TryParse(capture.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        if (numbers.Contains(-1))
        {
            problem = "a number of its version is too large";
            return null;
        }

        while (numbers.Count > 1 && numbers[^1] == 0)
        {
            numbers.RemoveAt(numbers.Count - 1);
        }

        return new ScriptName(key, key[0], numbers, match.Groups["words"].Value.Replace('_', ' ').Trim());
    }

    private static string? Problem(string fileName, string key) => key switch
    {
        "" => "it has no name before its extension",
        _ when !fileName.EndsWith(".sql", StringComparison.Ordinal) => "its extension must be .sql in lower case",
        _ when Pattern().IsMatch(key) => null,
        _ when key.Length > 0 && Pattern().IsMatch(char.ToUpperInvariant(key[0]) + key[1..]) => "its first letter must be in upper case",
        _ when !key.Contains("__", StringComparison.Ordinal) => "two underscores must part the version from the words",
        _ => "it does not start with V, U or B and a version, or with R",
    };

    [GeneratedRegex(@"\A(?:[VUB](?<number>[0-9]+)(?:[._](?<number>[0-9]+))*(?:__(?<words>.*))?|R__(?<words>.*[^_].*))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
