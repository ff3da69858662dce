using CsCheck;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Käse, 日本語, 👩‍🚀", "Käse, 日本語, 👩‍🚀")]
    [InlineData("a\nb\tc", "a<U+000A>b<U+0009>c")]
    [InlineData("\u001b]0;title\u0007", "<U+001B>]0;title<U+0007>")]
    [InlineData("\u2066hidden\u200b", "<U+2066>hidden<U+200B>")]
    [InlineData("next\u2028line", "next<U+2028>line")]
    public void A_line_shows_what_would_be_obeyed(string text, string shown) => Assert.Equal(shown, VisibleText.Line(text));

    [Fact]
    public void Half_a_surrogate_is_shown_as_its_code() => Assert.Equal("half <U+D83D> surrogate", VisibleText.Line("half \ud83d surrogate"));

    [Fact]
    public void A_block_keeps_line_feeds_and_tabs_alone() => Assert.Equal("a\n\tb<U+000D>c", VisibleText.Block("a\r\n\tb\rc"));

    [Fact]
    public void No_text_brings_a_control_character_through() => Gen.String.Sample(text =>
    {
        Assert.DoesNotContain(VisibleText.Line(text), char.IsControl);
        Assert.DoesNotContain(VisibleText.Block(text), unit => char.IsControl(unit) && unit is not ('\n' or '\t'));
    });

    [Fact]
    public void Text_that_is_visible_already_stays_as_it_is() => Gen.String.Sample(text =>
    {
        var once = VisibleText.Line(text);
        Assert.Equal(once, VisibleText.Line(once));
    });
}
