using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing.Analyses;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>The form of Prometheus' answers; what a server means by them is held by <see cref="PrometheusApiContract"/>.</summary>
public sealed class PrometheusNumberSourceTests : NumberSourceContract
{
    [Fact]
    public async Task Basic_authentication_takes_the_password_from_a_secret()
    {
        Server.With(Body(1));
        var basic = Analysis().Prometheus! with { Authorization = null, User = "fm", Password = Reference };

        Assert.True((await AskAsync(new AnalysisDefinition { Prometheus = basic })).Succeeded);

        var sent = Server.Requests.Single().Authorization;
        Assert.Equal($"fm:{Secret}", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(sent["Basic ".Length..])));
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_named_and_nobody_is_asked()
    {
        var outcome = await AskAsync(new AnalysisDefinition { Prometheus = Analysis().Prometheus! with { Authorization = JsonSerializer.SerializeToElement(new { secret = "absent" }) } });

        Assert.Equal("TGT040", outcome.Findings[0].Code);
        Assert.Contains("'absent'", outcome.Findings[0].Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_server_that_takes_no_forms_is_asked_by_its_address()
    {
        Server.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 405 : 200;
            return context.Response.WriteAsync(context.Request.Method == "POST" ? "" : Body(3));
        };

        Assert.Equal([3], (await AskAsync()).Value.Numbers);
        Assert.StartsWith("/prometheus/api/v1/query?key=hidden&query=errors", Server.Requests.Last().Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+Inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("1e-300", 1e-300)]
    public async Task Infinite_numbers_are_numbers(string text, double expected)
    {
        Server.With($$$"""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"{{{text}}}"]}]}}""");

        Assert.Equal([expected], (await AskAsync()).Value.Numbers);
    }

    [Fact]
    public async Task Several_series_are_several_numbers_and_those_that_are_not_measured_are_left_out()
    {
        Server.With("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"a"},"value":[1,"0.5"]},{"metric":{"pod":"b"},"value":[1,"NaN"]},{"metric":{"pod":"c"},"value":[1,"2"]}]}}""");

        Assert.Equal([0.5, 2], (await AskAsync()).Value.Numbers);
    }

    [Theory]
    [InlineData(Reduction.Last, 4)]
    [InlineData(Reduction.Min, 1)]
    [InlineData(Reduction.Max, 5)]
    [InlineData(Reduction.Sum, 10)]
    [InlineData(Reduction.Avg, 10 / 3.0)]
    [InlineData(Reduction.Count, 3)]
    public async Task The_points_of_a_range_are_reduced_to_one_number(Reduction reduce, double expected)
    {
        Server.With("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[2,"5"],[3,"NaN"],[4,"4"]]}]}}""");
        var range = new AnalysisDefinition { Prometheus = Analysis().Prometheus! with { Range = TimeSpan.FromMinutes(10), Step = TimeSpan.FromSeconds(30), Reduce = reduce } };

        Assert.Equal([expected], (await AskAsync(range)).Value.Numbers);
        var (_, path, _, body) = Server.Requests.Single();
        Assert.StartsWith("/prometheus/api/v1/query_range", path, StringComparison.Ordinal);
        Assert.EndsWith("&start=1727999400&end=1728000000&step=30", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_without_a_point_is_no_data_whatever_it_is_reduced_to()
    {
        Server.With("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"NaN"]]},{"metric":{},"values":[]}]}}""");

        Assert.Empty((await AskAsync(new AnalysisDefinition { Prometheus = Analysis().Prometheus! with { Range = TimeSpan.FromMinutes(10), Reduce = Reduction.Count } })).Value.Numbers);
    }

    [Fact]
    public async Task More_series_than_anybody_reads_are_refused_with_what_to_do()
    {
        var series = string.Join(',', Enumerable.Repeat("""{"metric":{},"value":[1,"0"]}""", 101));
        Server.With($$$"""{"status":"success","data":{"resultType":"vector","result":[{{{series}}}]}}""");

        Assert.Contains("101 series, at most 100", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resultType":"string","result":[1,"text"]}""", "answers a string")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"1"}]}]}""", "histogram_quantile")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{},"value":[1]}]}""", "not in the form")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{},"value":[1,5]}]}""", "not in the form")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{},"value":[1,"five"]}]}""", "not in the form")]
    [InlineData("""{"resultType":"vector","result":{}}""", "not in the form")]
    [InlineData("""{"resultType":"vector"}""", "not in the form")]
    public async Task What_is_no_number_is_a_finding_and_never_a_number(string data, string why)
    {
        Server.With($$"""{"status":"success","data":{{data}}}""");

        Assert.Contains(why, (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_kept_with_the_number()
    {
        Server.With("""{"status":"success","warnings":["one store did not answer"],"data":{"resultType":"vector","result":[{"metric":{},"value":[1,"5"]}]}}""");

        var sample = (await AskAsync()).Value;

        Assert.Equal([5], sample.Numbers);
        Assert.Equal("one store did not answer", sample.Warning);
    }

    protected override INumberSource Source() => new PrometheusNumberSource(new GivenSecrets(("metrics", Secret)));

    protected override AnalysisDefinition Analysis(bool samples = false) => new()
    {
        Prometheus = new PrometheusAnalysis
        {
            Url = Server.Url + "/prometheus/?key=hidden",
            Query = "errors{region=\"${region}\"}",
            Samples = samples ? "requests" : null,
            Authorization = Reference,
            TimeoutSeconds = (int)Longest.TotalSeconds,
        },
    };

    private static JsonElement Reference => JsonSerializer.SerializeToElement(new { secret = "metrics" });

    protected override string Body(double? number) => Vector(number);

    protected override void Give(double number, double samples) => Server.Answer = context =>
        context.Response.WriteAsync(Vector(((string)context.Items["body"]!).Contains("requests", StringComparison.Ordinal) ? samples : number));

    protected override string ErrorBody(string text) => $$"""{"status":"error","errorType":"bad_data","error":"{{text}}"}""";

    private static string Vector(double? number) => number is { } there
        ? $$$"""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000000.123,"{{{there.ToString("R", CultureInfo.InvariantCulture)}}}"]}]}}"""
        : """{"status":"success","data":{"resultType":"vector","result":[]}}""";
}
