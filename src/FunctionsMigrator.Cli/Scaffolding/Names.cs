using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Scaffolding;

/// <summary>Names of documents and people, as they are typed.</summary>
internal static partial class Names
{
    /// <summary>Why the text cannot be a document's name; null when it can.</summary>
    public static Finding? Problem(string name) => Name().IsMatch(name)
        ? null
        : CliCodes.Usage.Finding($"'{name}' cannot be a name", remedy: "Use letters, digits, '.', '_' and '-'; begin with a letter or a digit; at most 100 characters.");

    /// <summary>Reads <c>Ada &lt;ada@example.com&gt;</c>; null for anything else.</summary>
    public static GitIdentity? Person(string text) => Identity().Match(text) is { Success: true } match
        ? new GitIdentity(match.Groups[1].Value.Trim(), match.Groups[2].Value)
        : null;

    [GeneratedRegex(MetadataDocument.NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*([^<>\p{C}]+?)\s*<([^<>\s\p{C}]+@[^<>\s\p{C}]+)>\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identity();
}
