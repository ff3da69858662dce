using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing.Analyses;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>JSON of any service.</summary>
public sealed class HttpNumberSourceTests : NumberSourceContract
{
    protected override string Garbage => """{"value":{"deeper":1}}""";

    [Theory]
    [InlineData("""{"data":{"rate":0.25}}""", "$.data.rate", 0.25)]
    [InlineData("""{"values":[1,2,3]}""", "$.values[2]", 3.0)]
    [InlineData("42", "$", 42.0)]
    [InlineData("""{"value":"1.5"}""", "$.value", 1.5)]
    [InlineData("""{"value":1e999}""", "$.value", double.PositiveInfinity)]
    [InlineData("""{"value":null}""", "$.value", null)]
    [InlineData("""{"value":1}""", "$.other.deeper", null)]
    [InlineData("""{"values":[]}""", "$.values[0]", null)]
    public async Task A_number_is_found_by_its_path_and_nothing_is_no_data(string json, string path, double? expected)
    {
        Server.With(json);

        var sample = (await AskAsync(new AnalysisDefinition { Http = new HttpAnalysis { Url = Server.Url, JsonPath = path } })).Value;

        Assert.Equal(expected is { } number ? [number] : [], sample.Numbers);
    }

    [Fact]
    public async Task Samples_that_are_not_there_are_none()
    {
        Server.With("""{"value":1}""");

        Assert.Equal(0, (await AskAsync(Analysis(samples: true))).Value.Size);
    }

    protected override INumberSource Source() => new HttpNumberSource(new GivenSecrets(("metrics", Secret)), Longest);

    protected override AnalysisDefinition Analysis(bool samples = false) => new()
    {
        Http = new HttpAnalysis
        {
            Url = Server.Url + "/metrics?key=hidden&region=${region}",
            JsonPath = "$.value",
            SamplesPath = samples ? "$.samples" : null,
            Authorization = JsonSerializer.SerializeToElement(new { secret = "metrics" }),
        },
    };

    protected override string Body(double? number) => number switch
    {
        null => """{"value":null}""",
        double.NaN => """{"value":"NaN"}""",
        { } there => string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{there:R}}}"""),
    };

    protected override void Give(double number, double samples) => Server.With(string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{number}},"samples":{{samples}}}"""));

    protected override string ErrorBody(string text) => $"{{\"value\":\"{text}\"}}";
}
