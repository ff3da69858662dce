using System.Text;
using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>The reference of all verbs in <c>docs/cli.md</c>, from the same objects that print the help.</summary>
internal static class ReferenceText
{
    public static string Of(FmRoot root)
    {
        var text = new StringBuilder();
        foreach (var verb in root.Chapters.SelectMany(chapter => chapter.Verbs))
        {
            Append(text, verb, $"fm {verb.Name}", level: 3);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Verb verb, string path, int level)
    {
        text.Append('\n').Append('#', level).Append(' ').Append(path).Append("\n\n").Append(verb.Description).Append('\n');
        if (verb.Details is { } details)
        {
            text.Append('\n').Append(details).Append('\n');
        }

        var rows = verb.Arguments.Where(argument => !argument.Hidden).Select(argument => ($"`{argument.HelpName}`", argument.Description ?? ""))
            .Concat(verb.Options.Select(option => ($"`{option.Name}{(option.ValueType == typeof(bool) ? "" : $" {option.HelpName}")}`", (option.Description ?? "") + (option.Required ? " Required." : ""))))
            .ToList();
        if (rows.Count > 0)
        {
            text.Append("\n| argument or option | |\n|---|---|\n");
            foreach (var (name, description) in rows)
            {
                text.Append("| ").Append(name).Append(" | ").Append(description).Append(" |\n");
            }
        }

        if (!verb.IsGroup)
        {
            text.Append("\n```\n");
            foreach (var example in verb.Examples)
            {
                text.Append("# ").Append(example.Remark).Append('\n').Append(example.Line).Append('\n');
            }

            text.Append("```\n");
        }

        if (verb.Exits.Count > 0)
        {
            text.Append("\nExit codes: ").Append(string.Join(' ', verb.Exits.Select(line => line.Split(' ', 2)).Select(parts => $"**{parts[0]}** {parts[1]}"))).Append('\n');
        }

        foreach (var child in verb.Subcommands.OfType<Verb>())
        {
            Append(text, child, $"{path} {child.Name}", level + 1);
        }
    }
}
