using CsCheck;
using FunctionsMigrator.Core.Analyses;

namespace FunctionsMigrator.Core.Tests.Analyses;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("result < 0.05", 0.049, true)]
    [InlineData("result < 0.05", 0.05, false)]
    [InlineData("result <= 0.05", 0.05, true)]
    [InlineData("result > -1.5e-3", -0.001, true)]
    [InlineData("result >= 1e3", 999, false)]
    [InlineData("result == 10", 10, true)]
    [InlineData("result != 10", 10, false)]
    [InlineData("10 > result", 9, true)]
    [InlineData("result>=10&&result<=20", 15, true)]
    [InlineData("result >= 10 && result <= 20", 21, false)]
    [InlineData("result < 1 || result > 9", 5, false)]
    [InlineData("!(result < 1)", 1, true)]
    [InlineData("!!(result < 1)", 1, false)]
    [InlineData(" ( result < 1 ) ", 0, true)]
    [InlineData("result < .5", 0.4, true)]
    [InlineData("result > +1", 2, true)]
    public void A_condition_compares_the_result(string text, double result, bool expected)
    {
        Assert.True(Condition.TryParse(text, out var condition, out var problem), problem);
        Assert.Equal(expected, condition.Holds(result));
    }

    [Fact]
    public void And_binds_stronger_than_or()
    {
        Assert.True(Condition.TryParse("result == 1 || result == 2 && result == 3", out var condition, out _));

        Assert.True(condition.Holds(1));
        Assert.False(condition.Holds(2));
    }

    [Theory]
    [InlineData("result < 1", false)]
    [InlineData("result >= 1", false)]
    [InlineData("result == 1", false)]
    [InlineData("result != 1", true)]
    public void Only_unequal_holds_for_a_result_that_is_no_number(string text, bool expected)
    {
        Assert.True(Condition.TryParse(text, out var condition, out _));
        Assert.Equal(expected, condition.Holds(double.NaN));
    }

    [Theory]
    [InlineData("", "At character 1: expected 'result', a number or '(', found the end.")]
    [InlineData("result", "At character 7: expected one of < <= > >= == !=, found the end.")]
    [InlineData("result < ", "At character 10: expected 'result' or a number, found the end.")]
    [InlineData("0 < result < 1", "At character 12: expected '&&', '||' or the end, found '<'.")]
    [InlineData("result = 1", "At character 8: '=' means nothing here.")]
    [InlineData("result < 1 and result > 0", "At character 12: 'and' is neither 'result' nor a number.")]
    [InlineData("error < 1", "At character 1: 'error' is neither 'result' nor a number.")]
    [InlineData("result[0] < 1", "At character 7: '[' means nothing here.")]
    [InlineData("(result < 1", "At character 12: expected '&&', '||' or ')', found the end.")]
    [InlineData("result < 1)", "At character 11: expected '&&', '||' or the end, found ')'.")]
    [InlineData("!result < 1", "At character 2: expected '(' behind '!', found 'result'.")]
    [InlineData("1 < 2", "It does not name 'result', so it says the same about every measurement.")]
    [InlineData("result < 1e999", "At character 10: '1e999' is neither 'result' nor a number.")]
    [InlineData("result < NaN", "At character 10: 'NaN' is neither 'result' nor a number.")]
    [InlineData("result < 1 && 5", "At character 16: expected one of < <= > >= == !=, found the end.")]
    public void A_text_that_is_no_condition_is_refused_with_the_place(string text, string problem)
    {
        Assert.False(Condition.TryParse(text, out var condition, out var found));
        Assert.Null(condition);
        Assert.Equal(problem, found);
    }

    [Fact]
    public void A_condition_is_bounded_in_length()
    {
        Assert.True(Condition.TryParse(new string('(', 90) + "result < 1" + new string(')', 90), out _, out _));
        Assert.False(Condition.TryParse("result < 1" + new string(' ', 191), out _, out var problem));
        Assert.Equal("It has 201 characters; at most 200 are allowed.", problem);
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() =>
        Gen.OneOf("result", " ", "<", "<=", "!", "!=", "(", ")", "&&", "||", "1", "-2.5", "e", ".", "\u00E9", "\0").Array[0, 20]
            .Select(string.Concat)
            .Sample(text =>
            {
                var parsed = Condition.TryParse(text, out var condition, out var problem);
                condition?.Holds(1);
                return parsed ? problem is null : problem is { Length: > 0 };
            });
}
