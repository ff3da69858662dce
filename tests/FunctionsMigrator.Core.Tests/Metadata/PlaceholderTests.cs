using FunctionsMigrator.Core.Metadata;

namespace FunctionsMigrator.Core.Tests.Metadata;

public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("${a}", "a@0+4")]
    [InlineData("x ${a}${b-1} y", "a@2+4 b-1@6+6")]
    [InlineData("$${a} ${b}", "b@6+4")]
    [InlineData("$$${a}", "")]
    [InlineData("${a", "")]
    [InlineData("${a\n}", "")]
    [InlineData("$ {a} {b} $", "")]
    [InlineData("${}", "@0+3")]
    public void Placeholders_are_found_and_doubled_dollars_are_not(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Placeholder.In(text).Select(found => $"{found.Name}@{found.Index}+{found.Length}")));

    [Theory]
    [InlineData("${currency}", "currency")]
    [InlineData(" ${currency}", null)]
    [InlineData("${a}${b}", null)]
    [InlineData("$${a}", null)]
    [InlineData("", null)]
    public void A_text_that_is_one_placeholder_has_its_name(string text, string? name) => Assert.Equal(name, Placeholder.Whole(text));
}
