using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Reads the people that a commit message names.</summary>
internal static partial class Trailers
{
    /// <summary>
    /// Everyone named by <c>Co-authored-by:</c> in any line, each once. A line without an address counts too, with an empty one: a co-author that cannot be
    /// read must not become nobody, for co-authors may not approve.
    /// </summary>
    public static IReadOnlyList<GitIdentity> CoAuthors(string message) =>
        [.. CoAuthor().Matches(message).Select(match => new GitIdentity(match.Groups["name"].Value, match.Groups["email"].Value)).Distinct()];

    [GeneratedRegex(@"^[ \t]*Co-authored-by:[ \t]*(?<name>[^<\r\n]*?)[ \t]*(<(?<email>[^<>\r\n]*)>[ \t]*)?\r?$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex CoAuthor();
}
