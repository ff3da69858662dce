using System.Text;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Core.Metadata;

/// <summary>
/// A pattern over paths with forward slashes: <c>*</c> and <c>?</c> stand for characters inside one segment, <c>**</c> as a whole segment for any number of
/// segments, none included. Every other character stands for itself; upper and lower case differ.
/// </summary>
public sealed class PathPattern
{
    private readonly Regex _regex;

    /// <summary>Reads a pattern. Every text is one.</summary>
    public PathPattern(string pattern)
    {
        Pattern = pattern;
        _regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>Whether the whole path fits.</summary>
    public bool Matches(string path) => _regex.IsMatch(path);

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("\\A");
        var segments = pattern.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (segments[i] == "**")
            {
                // In front of a slash it may stand for nothing, and then the slash goes too.
                regex.Append(last ? "[\\s\\S]+" : "(?:[^/]+/)*");
                continue;
            }

            foreach (var character in segments[i])
            {
                regex.Append(character switch { '*' => "[^/]*", '?' => "[^/]", _ => Regex.Escape(character.ToString()) });
            }

            regex.Append(last ? "" : "/");
        }

        return regex.Append("\\z").ToString();
    }
}
