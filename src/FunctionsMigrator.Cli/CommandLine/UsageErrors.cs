using System.CommandLine;
using System.CommandLine.Parsing;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>All that is wrong; empty when the command line can be run.</summary>
    public static IReadOnlyList<Finding> Of(ParseResult parsed, GlobalOptions globals)
    {
        var command = parsed.CommandResult.Command;
        var help = $"See `{Path(parsed.CommandResult)} --help`.";
        if (parsed.UnmatchedTokens is { Count: > 0 } unknown)
        {
            return [Unknown(command, globals, unknown[0], help)];
        }

        // A misspelt option would otherwise be taken for the value of an argument.
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).FirstOrDefault(IsOption) is { } option)
        {
            return [Unknown(command, globals, option.Value, help)];
        }

        if (command is not Verb { IsGroup: false } group)
        {
            var known = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
            return [CliCodes.Usage.Finding(command is FmRoot ? "no verb was given" : $"`{Path(parsed.CommandResult)}` needs one of: {known}", remedy: help)];
        }

        return [.. parsed.Errors.Select(error => CliCodes.Usage.Finding(Sentence(error), remedy: help))];
    }

    private static bool IsOption(Token token) => token.Value.Length > 1 && token.Value[0] == '-';

    private static Finding Unknown(Command command, GlobalOptions globals, string token, string help)
    {
        var isOption = token.StartsWith('-');
        IEnumerable<string> known = isOption
            ? command.Options.Concat(globals.All).SelectMany(option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Select(verb => verb.Name);
        var what = isOption ? "option" : command.Subcommands.Count > 0 ? "verb" : "argument";
        string[] words = [.. known.Distinct()];
        var nearest = DidYouMean.Closest(token, words) ?? Beginning(token, words);
        var meant = nearest is null ? "" : $"; did you mean '{nearest}'?";
        return CliCodes.Usage.Finding($"unknown {what} '{token}'{meant}", remedy: help);
    }

    // `fm stat`: too many edits away, but plainly the start of one word.
    private static string? Beginning(string token, string[] words) =>
        token.Length >= 3 && words.Where(word => word.StartsWith(token, StringComparison.OrdinalIgnoreCase)).Take(2).ToList() is [var only] ? only : null;

    private static string Sentence(ParseError error)
    {
        var text = error.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;
}
