using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>SQL texts compared by what they say: white space, comments, case and quotes of names do not count.</summary>
internal static class SqliteText
{
    /// <summary>The text, its tokens parted by one space.</summary>
    public static string Normal(string sql) => string.Join(' ', Tokens(sql));

    /// <summary>
    /// The parts of a CREATE TABLE that SQLite's own description leaves out: checks, computed expressions, when a foreign key is checked and what a conflict does.
    /// Sorted, so that they do not depend on where they stand.
    /// </summary>
    public static IReadOnlyList<string> HiddenClauses(string createTable)
    {
        var tokens = Tokens(createTable);
        var clauses = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var next = i + 1 < tokens.Count ? tokens[i + 1] : "";
            if (tokens[i] is "CHECK" or "AS" && next == "(")
            {
                clauses.Add(string.Join(' ', tokens.Skip(i).Take(Group(tokens, i + 1) - i)));
            }
            else if (tokens[i] == "DEFERRABLE" || (tokens[i] == "INITIALLY" && next.Length > 0) || (tokens[i] == "ON" && next == "CONFLICT"))
            {
                clauses.Add(string.Join(' ', tokens.Skip(i).Take(3)));
            }
        }

        clauses.Sort(StringComparer.Ordinal);
        return clauses;
    }

    /// <summary>The expressions of the checks of a CREATE TABLE, as tokens.</summary>
    public static IEnumerable<IReadOnlyList<string>> Checks(string createTable)
    {
        var tokens = Tokens(createTable);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i] == "CHECK" && tokens[i + 1] == "(")
            {
                yield return [.. tokens.Skip(i + 2).Take(Group(tokens, i + 1) - i - 3)];
            }
        }
    }

    /// <summary>The text inside a string literal.</summary>
    public static string Unquote(string literal) => literal[1..^1].Replace(literal[^1..] + literal[^1], literal[^1..], StringComparison.Ordinal);

    private static List<string> Tokens(string sql)
    {
        var tokens = new List<string>();
        foreach (var token in SqlTokenizer.Read(sql, SqlDialect.Sqlite))
        {
            var text = sql.Substring(token.Start, token.Length);
            if (token.Kind != SqlTokenKind.Comment)
            {
                tokens.Add(token.Kind switch
                {
                    SqlTokenKind.Word => text.ToUpperInvariant(),
                    SqlTokenKind.QuotedName when token.Closed => Name(Unquote(text)),
                    _ => text,
                });
            }
        }

        return tokens;
    }

    private static string Name(string name) => name.All(part => char.IsAsciiLetterOrDigit(part) || part == '_') ? name.ToUpperInvariant() : $"\"{name}\"";

    /// <summary>The index behind the bracket that closes the one at <paramref name="open"/>.</summary>
    private static int Group(List<string> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return tokens.Count;
    }
}
