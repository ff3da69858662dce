using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Web.Pages;
using FunctionsMigrator.Web.Pages.Charts;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Measurements as drawings.</summary>
public sealed class ChartTests
{
    [Fact]
    public void What_was_bad_comes_first_and_every_series_has_its_thresholds()
    {
        var series = RunMeasures.Of(
        [
            Of("latency", "west", 0, 0.2, MeasurementVerdict.Pass), Of("errors", "east", 1, null, MeasurementVerdict.Error, "no answer"), Of("errors", "west", 2, 0.07, MeasurementVerdict.Fail), Of("errors", "west", 1, 0.004, MeasurementVerdict.Pass),
        ]);

        Assert.Equal(["errors west", "errors east", "latency west"], series.Select(one => $"{one.Name} {one.Where}"));
        Assert.Equal([ChartPointKind.Good, ChartPointKind.Bad], series[0].Points.Select(point => point.Kind));
        Assert.Equal(("result < 0.01", "result >= 0.05", "no answer"), (series[0].Good, series[0].Limit, series[1].Points[0].Note));
    }

    [Fact]
    public async Task A_drawing_has_a_mark_of_its_own_for_each_meaning_a_line_per_threshold_and_its_story_in_words()
    {
        var html = await DrawAsync(new ChartSeries(
            "errors <b>",
            "west",
            [Point(0, 0.004, ChartPointKind.Good), Point(30, 0.03, ChartPointKind.Unclear), Point(60, null, ChartPointKind.Unclear), Point(90, 0.07, ChartPointKind.Bad)],
            "result < 0.01 && result >= 0",
            "result >= 0.05"));

        Assert.Equal((1, 2, 1), (Count(html, "class=\"dot\""), Count(html, "class=\"hollow\""), Count(html, "class=\"cross\"")));
        Assert.Equal((2, 1), (Count(html, "class=\"good\""), Count(html, "class=\"limit\"")));
        Assert.Contains("4 measurements, 1 good, 1 bad, 2 unclear", html, StringComparison.Ordinal);
        Assert.Contains("; last 0.07", html, StringComparison.Ordinal);
        Assert.Contains("errors &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Equal(2, Count(Regex.Match(html, "class=\"curve\" d=\"([^\"]+)\"").Groups[1].Value, "M"));
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(-5.0, 1e12)]
    [InlineData(double.NaN, double.PositiveInfinity)]
    [InlineData(7.0, 7.0)]
    public async Task Whatever_is_measured_stays_inside_the_drawing(double first, double second)
    {
        var html = await DrawAsync(new ChartSeries("n", "w", [Point(0, first, ChartPointKind.Good), Point(0, second, ChartPointKind.Bad)], "result < 1e3"));

        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", html, StringComparison.Ordinal);
        Assert.All(Regex.Matches(html, "c[xy]=\"([^\"]+)\"").Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)), number => Assert.InRange(number, 0, ChartScale.Width));
    }

    [Fact]
    public async Task A_hundred_thousand_measurements_are_a_small_drawing_that_leaves_out_nothing_bad()
    {
        var html = await DrawAsync(new ChartSeries("n", "w", [.. Enumerable.Range(0, 100_000).Select(second => Point(second, second % 7, second == 50_001 ? ChartPointKind.Bad : ChartPointKind.Good))]));

        Assert.True(html.Length < 40_000, $"{html.Length}");
        Assert.Equal(1, Count(html, "class=\"cross\""));
    }

    private static Measurement Of(string analysis, string region, int minute, double? result, MeasurementVerdict verdict, string? error = null) =>
        new(analysis, region, Samples.At.AddMinutes(minute), result, error, verdict, 1, "result < 0.01", "result >= 0.05");

    private static ChartPoint Point(int second, double? value, ChartPointKind kind) => new(Samples.At.AddSeconds(second), value, kind);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> DrawAsync(ChartSeries series)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return await PageResult.Of<MeasureChart>(200, ("Series", series)).RenderAsync(services);
    }
}
