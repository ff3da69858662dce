using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing.Analyses;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>What is asked of Prometheus and what it answers: the same questions to the server of the tests and to a real one.</summary>
public abstract class PrometheusApiContract
{
    protected const string TwoSeries = """label_replace(vector(1), "pod", "a", "", "") or label_replace(vector(2), "pod", "b", "", "")""";

    /// <summary>Its address.</summary>
    protected abstract string Url { get; }

    [Theory]
    [InlineData("vector(0.25)", new[] { 0.25 })]
    [InlineData("42", new[] { 42.0 })]
    [InlineData("vector(1) / vector(0)", new[] { double.PositiveInfinity })]
    [InlineData("vector(0) / vector(0)", new double[0])]
    [InlineData("no_such_metric{region=\"west\"}", new double[0])]
    [InlineData(TwoSeries, new[] { 1.0, 2.0 })]
    public async Task An_instant_query_answers_a_number_a_series(string query, double[] expected) =>
        Assert.Equal(expected, (await AskAsync(new PrometheusAnalysis { Url = Url, Query = query })).Value.Numbers.Order());

    [Theory]
    [InlineData(Reduction.Last, 3)]
    [InlineData(Reduction.Count, 41)]
    [InlineData(Reduction.Sum, 123)]
    public async Task A_range_query_answers_a_number_of_its_points(Reduction reduce, double expected) => Assert.Equal(
        [expected], (await AskAsync(new PrometheusAnalysis { Url = Url, Query = "vector(3)", Range = TimeSpan.FromMinutes(10), Step = TimeSpan.FromSeconds(15), Reduce = reduce })).Value.Numbers);

    [Fact]
    public async Task A_range_query_of_a_metric_that_does_not_exist_is_no_data() =>
        Assert.Empty((await AskAsync(new PrometheusAnalysis { Url = Url, Query = "no_such_metric", Range = TimeSpan.FromMinutes(10) })).Value.Numbers);

    [Fact]
    public async Task Samples_are_counted_by_a_query_of_their_own() =>
        Assert.Equal(42, (await AskAsync(new PrometheusAnalysis { Url = Url, Query = "vector(3)", Samples = "42" })).Value.Size);

    [Theory]
    [InlineData("no_such_metric{region=", "answered 400, bad_data:", "parse error")]
    [InlineData("\"words\"", "answers a string", "no numbers")]
    public async Task What_is_no_query_for_a_number_is_told_in_the_servers_words(string query, string what, string why)
    {
        var message = (await AskAsync(new PrometheusAnalysis { Url = Url, Query = query })).Findings.Single().Message;

        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_points_than_the_server_gives_are_told_in_its_words()
    {
        var outcome = await AskAsync(new PrometheusAnalysis { Url = Url, Query = "vector(3)", Range = TimeSpan.FromHours(12), Step = TimeSpan.FromSeconds(1) });

        Assert.Contains("exceeded maximum resolution of 11,000 points", outcome.Findings.Single().Message, StringComparison.Ordinal);
    }

    private static async Task<Outcome<Sample>> AskAsync(PrometheusAnalysis analysis)
    {
        using var source = new PrometheusNumberSource(new GivenSecrets());
        return await source.MeasureAsync(new NumberRequest(new AnalysisDefinition { Prometheus = analysis }, DateTimeOffset.UtcNow, null, text => Outcome.Of(text)), TestContext.Current.CancellationToken);
    }
}
