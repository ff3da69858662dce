using System.CommandLine;
using System.Text.RegularExpressions;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Tests;

public sealed partial class RemedyTests
{
    public static TheoryData<string, string> Lines { get; } = [.. FailureCatalogue.All.SelectMany(code => CommandLine().Matches(code.Remedy).Select(match => (code.Code, match.Groups[1].Value)))];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_command_line_in_a_remedy_exists(string code, string line)
    {
        Command command = new FmRoot();
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.TakeWhile(word => !word.StartsWith('-') && char.IsAsciiLetterLower(word[0])))
        {
            command = command.Subcommands.FirstOrDefault(verb => verb.Name == word) ?? throw new InvalidOperationException($"{code}: `fm {line}` does not exist.");
        }

        foreach (var option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            Assert.Contains(option, command.Options.Concat(new GlobalOptions().All).Select(known => known.Name).Append("--version"));
        }
    }

    [GeneratedRegex("`fm ([^`]*)`")]
    private static partial Regex CommandLine();
}
