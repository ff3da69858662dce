using System.Diagnostics.CodeAnalysis;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>
/// A condition over one measured number: comparisons of <c>result</c> with numbers by <c>&lt; &lt;= &gt; &gt;= == !=</c>, joined by <c>&amp;&amp;</c> and
/// <c>||</c> (which binds weaker), grouped by parentheses, negated by <c>!</c> in front of a parenthesis. It names <c>result</c> at least once. Numbers compare as
/// IEEE 754 doubles: with a result that is no number only <c>!=</c> holds.
/// </summary>
public sealed class Condition
{
    /// <summary>The longest condition, in characters.</summary>
    public const int MaxLength = 200;

    private readonly Func<double, bool> _holds;

    private Condition(string text, Func<double, bool> holds, IReadOnlyList<double> bounds)
    {
        Text = text;
        Bounds = bounds;
        _holds = holds;
    }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>The numbers that it compares the result with, in the order in which they stand there.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>Reads a condition. <paramref name="problem"/> says in one sentence where it breaks and what was expected there.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out string? problem)
    {
        (condition, problem) = (null, null);
        if (text.Length > MaxLength)
        {
            problem = $"It has {text.Length} characters; at most {MaxLength} are allowed.";
            return false;
        }

        if (ConditionTokens.Read(text, out problem) is not { } tokens)
        {
            problem ??= "It is empty.";
            return false;
        }

        var parser = new ConditionParser(tokens);
        if (parser.Parse() is not { } holds)
        {
            problem = parser.Problem!;
            return false;
        }

        condition = new Condition(text, holds, [.. tokens.Where(token => token.Number is not null).Select(token => token.Number!.Value)]);
        return true;
    }

    /// <summary>Whether the condition holds for a result.</summary>
    public bool Holds(double result) => _holds(result);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
