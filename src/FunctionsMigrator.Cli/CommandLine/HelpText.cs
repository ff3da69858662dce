using System.CommandLine;
using System.Text;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>The help of a verb: what it does, how it is called, its options, examples, and its exit codes.</summary>
internal static class HelpText
{
    private const int Width = 100;

    /// <summary>The text, ending in a line break.</summary>
    public static string Of(Command command, GlobalOptions globals)
    {
        var text = new StringBuilder();
        Paragraph(text, command is FmRoot ? command.Description! : $"{Path(command)}: {command.Description}", indent: 0);
        if (command is Verb { Details: { } details })
        {
            text.Append('\n');
            foreach (var paragraph in details.Split('\n'))
            {
                Paragraph(text, paragraph, indent: 0);
            }
        }

        text.Append("\nusage\n  ").Append(Usage(command)).Append('\n');
        Verbs(text, command);
        Table(text, "arguments", command.Arguments.Where(argument => !argument.Hidden).Select(argument => (Label(argument), Describe(argument.Description, argument))));
        Table(text, "options", command.Options.Where(option => !option.Recursive).Select(option => (Label(option), Describe(option.Description, option.Required))));
        if (command is FmRoot)
        {
            Table(text, "options of every verb", globals.All.Select(option => (Label(option), option.Description ?? "")));
        }

        if (command is Verb verb)
        {
            Examples(text, verb);
            Table(text, "exit codes", ExitLines(verb));
            text.Append("\n`fm --help` lists the options of every verb.\n");
        }

        return text.ToString();
    }

    private static void Verbs(StringBuilder text, Command command)
    {
        if (command is FmRoot root)
        {
            foreach (var (title, verbs) in root.Chapters)
            {
                Table(text, title, verbs.Select(verb => (verb.Name, verb.Description ?? "")));
            }
        }
        else
        {
            Table(text, "verbs", command.Subcommands.Select(verb => (verb.Name, verb.Description ?? "")));
        }
    }

    private static void Examples(StringBuilder text, Verb verb)
    {
        text.Append("\nexamples\n");
        foreach (var example in verb.Examples)
        {
            text.Append("  ").Append(example.Line).Append('\n');
            Paragraph(text, example.Remark, indent: 6);
        }
    }

    private static IEnumerable<(string, string)> ExitLines(Verb verb) => verb.IsGroup
        ? []
        : verb.Exits.Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1]))
            .Concat(verb.Exits.Any(line => line.StartsWith("0 ", StringComparison.Ordinal)) ? [] : [("0", "Done.")])
            .Concat(verb.Exits.Any(line => line.StartsWith("1 ", StringComparison.Ordinal)) ? [] : [("1", "It failed; the error says why and what to do.")])
            .Append(("64", "Wrong usage."))
            .OrderBy(line => line.Item1.Length).ThenBy(line => line.Item1, StringComparer.Ordinal);

    private static string Usage(Command command)
    {
        var text = new StringBuilder(Path(command));
        if (command.Subcommands.Count > 0)
        {
            text.Append(" VERB");
        }

        foreach (var argument in command.Arguments)
        {
            text.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{Label(argument)}]" : Label(argument));
        }

        foreach (var option in command.Options.Where(option => option.Required))
        {
            text.Append(' ').Append(Label(option));
        }

        return text.Append(" [options]").ToString();
    }

    private static string Describe(string? description, Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? description ?? "" : Describe(description, required: true);

    private static string Describe(string? description, bool required) => required ? $"{description} Required." : description ?? "";

    private static string Label(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    private static string Label(Option option)
    {
        var names = string.Join(", ", option.Aliases.OrderBy(alias => alias.Length).Append(option.Name));
        return option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static void Table(StringBuilder text, string title, IEnumerable<(string Left, string Right)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append('\n');
        var width = Math.Min(30, list.Max(row => row.Left.Length));
        foreach (var (left, right) in list)
        {
            text.Append("  ").Append(left);
            if (left.Length > width)
            {
                text.Append('\n').Append(' ', width + 4);
            }
            else
            {
                text.Append(' ', width - left.Length + 2);
            }

            Paragraph(text, right, width + 4, startsIndented: true);
        }
    }

    private static void Paragraph(StringBuilder text, string paragraph, int indent, bool startsIndented = false)
    {
        var column = startsIndented ? indent : 0;
        foreach (var word in paragraph.Split(' '))
        {
            if (column > indent && column + word.Length + 1 > Width)
            {
                text.Append('\n');
                column = 0;
            }

            if (column == 0)
            {
                text.Append(' ', indent);
                column = indent;
            }
            else if (column > indent)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }

    private static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : command.Name;
}
