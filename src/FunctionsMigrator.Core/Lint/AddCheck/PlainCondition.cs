using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.AddCheck;

/// <summary>
/// Conditions that may be asked of a live target before anybody approved the script they stand in: names, literals, comparisons, and functions of every database that
/// only compute. Nothing that somebody could have made, no query.
/// </summary>
internal static class PlainCondition
{
    private const int Longest = 2_000;
    private const string Symbols = "()<>=!+-*/%,|:.";

    private static readonly HashSet<string> Operators = new(StringComparer.OrdinalIgnoreCase) { "AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "LIKE", "TRUE", "FALSE", "DISTINCT", "FROM" };

    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase) { "length", "char_length", "lower", "upper", "trim", "coalesce", "abs" };

    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase) { "text", "numeric", "int", "integer", "bigint", "date", "varchar", "boolean", "timestamp" };

    /// <summary>The columns that a plain condition names, without quotes; null where it is more than that.</summary>
    public static IReadOnlyList<string>? Columns(string condition, SqlDialect dialect)
    {
        if (condition.Length is 0 or > Longest)
        {
            return null;
        }

        var columns = new List<string>();
        var tokens = SqlTokenizer.Read(condition, dialect);
        for (var i = 0; i < tokens.Count; i++)
        {
            var text = condition.Substring(tokens[i].Start, tokens[i].Length);
            var (before, after) = (At(i - 1), At(i + 1));
            switch (tokens[i].Kind)
            {
                case SqlTokenKind.Text or SqlTokenKind.Number when tokens[i].Closed:
                case SqlTokenKind.Symbol when Symbols.Contains(text, StringComparison.Ordinal) && !(text == "." && before != "."):
                case SqlTokenKind.Word when Operators.Contains(text):
                case SqlTokenKind.Word when before == ":" && Types.Contains(text):
                case SqlTokenKind.Word when after == "(" && before != "." && Functions.Contains(text):
                    break;
                case SqlTokenKind.Word or SqlTokenKind.QuotedName when tokens[i].Closed && after is not ("(" or ".") && before is not (":" or "."):
                    columns.Add(SqlName.Of([text], dialect).Plain);
                    break;
                default:
                    return null;
            }
        }

        return columns.Count == 0 ? null : [.. columns.Distinct()];

        string At(int index) => index >= 0 && index < tokens.Count ? condition.Substring(tokens[index].Start, tokens[index].Length) : "";
    }
}
