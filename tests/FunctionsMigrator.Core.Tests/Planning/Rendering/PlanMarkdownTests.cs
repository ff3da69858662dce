using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

public sealed class PlanMarkdownTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_comment_reads_as_approved() =>
        Approved.Matches(await PlanMarkdown.RenderAsync(RenderingPlans.Usual(), new PlanLimits(), Cancellation), "Planning/Rendering/PlanMarkdown.approved.md");

    [Fact]
    public async Task A_comment_stays_below_its_length_and_counts_what_is_left_out()
    {
        var text = await PlanMarkdown.RenderAsync(RenderingPlans.Sized(targets: 40, changes: 100), new PlanLimits(Changes: 4000, Length: 20_000), Cancellation);

        Assert.InRange(text.Length, 10_000, 20_000);
        Assert.Matches("… and \\d+ more targets", text);
    }

    [Fact]
    public async Task A_value_cannot_leave_its_code_block()
    {
        var text = await PlanMarkdown.RenderAsync(RenderingPlans.One_change("a", before: "x", after: "```\n</details><img src=x>\n````"), new PlanLimits(), Cancellation);

        Assert.Contains("\n`````diff\n", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("`````", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("@ada look <b>here</b>", "&#64;ada look &#60;b&#62;here&#60;/b&#62;")]
    [InlineData("[click](http://evil)", "&#91;click&#93;&#40;http&#58;//evil&#41;")]
    [InlineData("fixes #12", "fixes &#35;12")]
    public void Foreign_text_is_never_markup(string hostile, string shown) => Assert.Equal(shown, MarkdownText.Line(hostile));

    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("with `tick", "`` with `tick ``")]
    [InlineData("``", "``` `` ```")]
    public void Inline_code_holds_any_text(string text, string code) => Assert.Equal(code, MarkdownText.Code(text));
}
