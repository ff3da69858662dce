using System.Globalization;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>A word of a condition. <paramref name="At"/> counts characters from 1.</summary>
internal readonly record struct ConditionToken(string Text, int At, double? Number = null)
{
    public override string ToString() => Text.Length == 0 ? "the end" : $"'{Text}'";
}

/// <summary>Splits a condition into words; the last one is empty and stands behind the end.</summary>
internal static class ConditionTokens
{
    private static readonly string[] Operators = ["<=", ">=", "==", "!=", "&&", "||", "<", ">", "!", "(", ")"];

    public static IReadOnlyList<ConditionToken>? Read(string text, out string? problem)
    {
        problem = null;
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var symbol = Operators.FirstOrDefault(candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
            var word = symbol ?? Word(text, at);
            if (word.Length == 0)
            {
                problem = $"At character {at + 1}: '{text[at]}' means nothing here.";
                return null;
            }

            double? number = null;
            if (symbol is null && word != "result")
            {
                if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                {
                    problem = $"At character {at + 1}: '{word}' is neither 'result' nor a number.";
                    return null;
                }

                number = value;
            }

            tokens.Add(new ConditionToken(word, at + 1, number));
            at += word.Length;
        }

        tokens.Add(new ConditionToken("", text.Length + 1));
        return tokens;
    }

    // Letters, digits, points and signs; a sign only in front and behind an exponent's e.
    private static string Word(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' || IsSign(text, start, end)))
        {
            end++;
        }

        return text[start..end];
    }

    private static bool IsSign(string text, int start, int at) =>
        text[at] is '+' or '-' && (at == start || (text[at - 1] is 'e' or 'E' && (char.IsAsciiDigit(text[start]) || text[start] is '.' or '+' or '-')));
}
