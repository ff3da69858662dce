using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Tests.Findings;

public sealed class DidYouMeanTests
{
    private static readonly string[] Known = ["dependsOn", "target", "settings", "name", "prune"];

    [Theory]
    [InlineData("setings", "settings")]
    [InlineData("Settings", "settings")]
    [InlineData("traget", "target")]
    [InlineData("depends_on", "dependsOn")]
    [InlineData("nmae", "name")]
    [InlineData("owner", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_known_word_is_meant(string word, string? expected) => Assert.Equal(expected, DidYouMean.Closest(word, Known));

    [Fact]
    public void Long_lists_are_cut()
    {
        var list = DidYouMean.List(Enumerable.Range(10, 30).Select(number => $"v{number}"));

        Assert.StartsWith("v10, v11,", list, StringComparison.Ordinal);
        Assert.EndsWith("v29 and 10 more", list, StringComparison.Ordinal);
        Assert.Equal("(none)", DidYouMean.List([]));
    }
}
