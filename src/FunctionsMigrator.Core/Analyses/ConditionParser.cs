namespace FunctionsMigrator.Core.Analyses;

/// <summary>Recursive descent over the words of one condition; its length bounds the depth.</summary>
internal sealed class ConditionParser(IReadOnlyList<ConditionToken> tokens)
{
    private int _next;
    private bool _named;

    public string? Problem { get; private set; }

    private ConditionToken Next => tokens[_next];

    public Func<double, bool>? Parse()
    {
        var holds = Or();
        if (holds is null)
        {
            return null;
        }

        if (Next.Text.Length > 0)
        {
            return Fail("'&&', '||' or the end");
        }

        if (!_named)
        {
            Problem = "It does not name 'result', so it says the same about every measurement.";
            return null;
        }

        return holds;
    }

    private Func<double, bool>? Or() => Joined("||", And, (left, right) => result => left(result) || right(result));

    private Func<double, bool>? And() => Joined("&&", Unary, (left, right) => result => left(result) && right(result));

    private Func<double, bool>? Joined(
        string by, Func<Func<double, bool>?> part, Func<Func<double, bool>, Func<double, bool>, Func<double, bool>> join)
    {
        var holds = part();
        while (holds is not null && Next.Text == by)
        {
            _next++;
            if (part() is not { } right)
            {
                return null;
            }

            holds = join(holds, right);
        }

        return holds;
    }

    private Func<double, bool>? Unary()
    {
        if (Next.Text == "!")
        {
            _next++;
            return Next.Text is not ("(" or "!") ? Fail("'(' behind '!'") : Unary() is { } inner ? result => !inner(result) : null;
        }

        if (Next.Text != "(")
        {
            return Comparison();
        }

        _next++;
        if (Or() is not { } grouped)
        {
            return null;
        }

        if (Next.Text != ")")
        {
            return Fail("'&&', '||' or ')'");
        }

        _next++;
        return grouped;
    }

    private Func<double, bool>? Comparison()
    {
        if (Operand() is not { } left)
        {
            return Fail("'result', a number or '('");
        }

        Func<double, double, bool>? compare = Next.Text switch
        {
            "<" => (a, b) => a < b,
            "<=" => (a, b) => a <= b,
            ">" => (a, b) => a > b,
            ">=" => (a, b) => a >= b,
            "==" => (a, b) => a == b,
            "!=" => (a, b) => a != b,
            _ => null,
        };
        if (compare is null)
        {
            return Fail("one of < <= > >= == !=");
        }

        _next++;
        return Operand() is { } right ? result => compare(left(result), right(result)) : Fail("'result' or a number");
    }

    private Func<double, double>? Operand()
    {
        if (Next.Text == "result")
        {
            _named = true;
            _next++;
            return result => result;
        }

        if (Next.Number is not { } number)
        {
            return null;
        }

        _next++;
        return _ => number;
    }

    private Func<double, bool>? Fail(string expected)
    {
        Problem ??= $"At character {Next.At}: expected {expected}, found {Next}.";
        return null;
    }
}
