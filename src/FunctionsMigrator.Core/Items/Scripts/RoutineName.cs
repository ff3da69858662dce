namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A function or procedure with its arguments, by which it is told from others of its name.</summary>
/// <param name="Text">As a DROP names it.</param>
/// <param name="Types">The types of its input arguments, parted by commas; null where the text names no arguments, or one that cannot be told.</param>
internal sealed record RoutineName(string Text, string? Types)
{
    // The first words of types that have more than one.
    private static readonly Dictionary<string, string[]> Longer = new(StringComparer.Ordinal)
    {
        ["DOUBLE"] = ["PRECISION"],
        ["CHARACTER"] = ["VARYING"],
        ["CHAR"] = ["VARYING"],
        ["BIT"] = ["VARYING"],
        ["NATIONAL"] = ["CHARACTER", "CHAR"],
        ["TIMESTAMP"] = ["WITH", "WITHOUT"],
        ["TIME"] = ["WITH", "WITHOUT"],
        ["INTERVAL"] = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"],
    };

    /// <summary>Reads the arguments behind a name, where they stand.</summary>
    public static RoutineName Read(SqlName name, SqlCursor cursor)
    {
        if (cursor.TakeParentheses() is not { } arguments)
        {
            return new RoutineName(name.Text, null);
        }

        var types = arguments.Select(argument => Type(argument.Fork())).ToList();
        return new RoutineName(
            $"{name.Text}({string.Join(", ", arguments.Select(argument => argument.TextUpTo("DEFAULT", "=")))})",
            types.Contains(null) ? null : string.Join(", ", types.Where(type => type!.Length > 0)));
    }

    /// <summary>The type of an argument; empty for one that is only answered; null where it cannot be told.</summary>
    private static string? Type(SqlCursor argument)
    {
        var modes = argument.TakeAny("IN", "OUT", "INOUT", "VARIADIC");
        if (modes.Contains("OUT") && !modes.Contains("IN"))
        {
            return "";
        }

        // A name stands before the type where two names stand in a row that are not one type.
        var ahead = argument.Fork();
        var first = ahead.Word;
        if (ahead.TakeName() is { } name && name.Parts.Count == 1 && !ahead.AtEnd && ahead.Fork().TakeName() is not null
            && ahead.Word is not ("DEFAULT" or "ARRAY") && !(Longer.TryGetValue(first, out var more) && more.Contains(ahead.Word)))
        {
            argument.TakeName();
        }

        var type = argument.TextUpTo("DEFAULT", "=");
        return type.Length == 0 || type.Contains('%', StringComparison.Ordinal) ? null : string.Join(' ', type.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
