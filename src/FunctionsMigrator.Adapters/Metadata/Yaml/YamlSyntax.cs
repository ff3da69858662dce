using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using YamlDotNet.Core;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>Says in a finding what the parser says in an exception, with what usually helps.</summary>
internal static class YamlSyntax
{
    public static Finding Explain(string file, string text, YamlException broken)
    {
        var place = new Place(file, (int)Math.Max(1, broken.Start.Line), (int)Math.Max(1, broken.Start.Column));
        var said = broken.Message;
        if (said.Contains("tab", StringComparison.Ordinal) && TabbedLine(text, place.Line) is { } tabbed)
        {
            return ValidationCodes.Syntax.Finding("A tab in front of a key or a list item.", tabbed with { File = file }, remedy: "Indent with spaces.");
        }

        var remedy =
            said.Contains("found invalid mapping", StringComparison.Ordinal) ? "Put a value that holds ': ' in quotes, and indent the keys of one object alike." :
            said.Contains("cannot start any token", StringComparison.Ordinal) ? "Put a value that starts with @, `, % or a tab in quotes." :
            said.Contains("unknown escape character", StringComparison.Ordinal) ? "Use single quotes, or write a backslash as \\\\." :
            said.Contains("quoted scalar", StringComparison.Ordinal) ? "Close the quote." :
            said.Contains("did not find expected key", StringComparison.Ordinal) ? "Indent the keys of one object alike." :
            null;
        return ValidationCodes.Syntax.Finding($"Not valid YAML: {said.TrimEnd('.')}.", place, remedy: remedy);
    }

    // The parser reports a tab at the object around it.
    private static Place? TabbedLine(string text, int from)
    {
        var lines = text.Split('\n');
        for (var i = from - 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart(' ', '\t').Length;
            if (lines[i].AsSpan(0, indent).IndexOf('\t') is var tab and >= 0 && indent < lines[i].Length)
            {
                return new Place("", i + 1, tab + 1);
            }
        }

        return null;
    }
}
