namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What T-SQL scripts say to the program that sends them rather than to the server: <c>GO</c>, and the commands and variables of sqlcmd.</summary>
internal static class TransactLine
{
    /// <summary>The token that such a thing is, or null where none begins.</summary>
    /// <param name="text">The script.</param>
    /// <param name="at">Where it would begin.</param>
    /// <param name="last">The token in front.</param>
    public static (SqlTokenKind Kind, int End)? At(string text, int at, SqlToken last)
    {
        var unit = text[at];
        if (unit == '$' && at + 1 < text.Length && text[at + 1] == '(')
        {
            var close = text.AsSpan(at).IndexOfAny(')', '\n');
            return (SqlTokenKind.MetaCommand, close < 0 ? text.Length : at + close + (text[at + close] == ')' ? 1 : 0));
        }

        if (unit is not (':' or '!' or 'G' or 'g'))
        {
            return null;
        }

        if (!BeginsLine(text, at))
        {
            // Programs that send scripts disagree about GO behind a comment in its line.
            return last.Kind == SqlTokenKind.Comment && last.End <= at && text.AsSpan(last.End, at - last.End).Trim(" \t").IsEmpty && unit is 'G' or 'g' && Go(text, at) is not null
                ? (SqlTokenKind.MetaCommand, LineEnd(text, at))
                : null;
        }

        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        return unit switch
        {
            ':' => char.IsAsciiLetter(next) || next == '!' ? (SqlTokenKind.MetaCommand, LineEnd(text, at)) : null,
            '!' => next == '!' ? (SqlTokenKind.MetaCommand, LineEnd(text, at)) : null,
            _ => Go(text, at),
        };
    }

    /// <summary>What a command is called: its first word, or the whole variable.</summary>
    public static string NameOf(ReadOnlySpan<char> command)
    {
        if (command is ['$', ..] or ['g' or 'G', ..])
        {
            return command.TrimEnd().ToString();
        }

        // The word behind the colon; of `:on error` both.
        var end = command.IndexOfAny(" \t;");
        var name = end < 0 ? command : command[..end];
        return name is ":on" or ":ON" ? ":on error" : name is ['!', '!', ..] ? "!!" : name.TrimEnd().ToString();
    }

    public static string Words(string command) => command[0] switch
    {
        '$' => $"{command} is a variable of the program sqlcmd, which does not run the scripts.",
        'g' or 'G' => $"'{command}' is no line of GO: beside it stands at most a count and a comment.",
        _ => $"{command} is a command to the program sqlcmd, which does not run the scripts.",
    };

    public static string? Remedy(string command) => command.ToLowerInvariant() switch
    {
        ['$', ..] => "Use a variable of the environment: ${name}.",
        ['g', ..] => "Write GO alone in its line, or GO with a number of 1 or more.",
        ":r" => "Put the statements of that file into the script.",
        ":setvar" => "Use a variable of the environment: ${name}.",
        ":connect" => "Remove the line: the target's connection names server and database.",
        ":on error" => "Remove the line: the first error ends a script, and nothing of its transaction is kept.",
        _ => "Remove the line.",
    };

    /// <summary>How often the batch in front of a line of GO runs; null where the line says none that runs.</summary>
    public static int? CountOf(ReadOnlySpan<char> line)
    {
        var rest = line[2..].TrimStart(" \t");
        var digits = rest.Length - rest.TrimStart("0123456789").Length;
        return digits == 0 ? 1 : int.TryParse(rest[..digits], out var count) && count > 0 ? count : null;
    }

    private static (SqlTokenKind Kind, int End)? Go(string text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] is not ('O' or 'o') || (at + 2 < text.Length && !EndsWord(text[at + 2])))
        {
            return null;
        }

        var end = LineEnd(text, at);
        var behind = text.AsSpan(at + 2, end - at - 2).Trim(" \t").TrimStart("0123456789").TrimStart(" \t");
        var alone = behind.IsEmpty || behind.StartsWith("--") || behind.StartsWith("/*");
        if (!alone || CountOf(text.AsSpan(at, end - at)) is null)
        {
            return (SqlTokenKind.MetaCommand, end);
        }

        // A comment behind it is a token of its own.
        return (SqlTokenKind.Separator, behind.IsEmpty ? end : at + 2 + text.AsSpan(at + 2, end - at - 2).IndexOf(behind[..2]));
    }

    private static bool EndsWord(char unit) => !(char.IsAsciiLetterOrDigit(unit) || unit is '_' or '@' or '#' or '$' or '.' || unit >= 0x80);

    private static bool BeginsLine(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\t')
        {
            at--;
        }

        return at == 0 || text[at - 1] is '\n' or '\r';
    }

    private static int LineEnd(string text, int from) => text.AsSpan(from).IndexOfAny('\n', '\r') is >= 0 and var distance ? from + distance : text.Length;
}
