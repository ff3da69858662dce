using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Adapters.Targets.Sql;

/// <summary>Texts that all SQL targets write alike.</summary>
internal static class SqlText
{
    private const int ShownStatement = 120;

    /// <summary>The name as it stands in SQL, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Names, quoted and parted by commas.</summary>
    public static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>A statement for people: on one line, its beginning when it is long.</summary>
    public static string Shown(SqlStatement statement)
    {
        var line = string.Join(' ', statement.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ShownStatement ? line : line[..ShownStatement] + "...";
    }

    /// <summary>Somebody else's statement for people: as <see cref="Shown"/>, with a question mark for every value, since values may be secrets.</summary>
    public static string Masked(string query)
    {
        var line = new System.Text.StringBuilder();
        var at = 0;
        foreach (var token in SqlTokenizer.Read(query, SqlDialect.Generic))
        {
            line.Append(token.Start > at ? " " : "").Append(token.Kind switch
            {
                SqlTokenKind.Text or SqlTokenKind.Number => "?",
                SqlTokenKind.Comment => "",
                _ => query.Substring(token.Start, token.Length),
            });
            at = token.End;
        }

        var text = line.ToString().Trim();
        return text.Length <= ShownStatement ? text : text[..ShownStatement] + "...";
    }

    /// <summary>The word a statement begins with, in upper case; empty when it begins with something else.</summary>
    public static string FirstWord(SqlStatement statement) => statement.Text[..statement.Text.TakeWhile(char.IsAsciiLetter).Count()].ToUpperInvariant();

    /// <summary>The version in a script's key: <c>V1.2__add_index</c> has the version 1.2.</summary>
    public static string VersionOf(string key)
    {
        var end = key.IndexOf("__", StringComparison.Ordinal);
        return key.Length > 1 ? key[1..(end < 1 ? key.Length : end)] : "";
    }
}
