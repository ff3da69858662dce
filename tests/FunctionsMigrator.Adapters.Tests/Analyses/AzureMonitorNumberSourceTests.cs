using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing.Analyses;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>The query API of Log Analytics and Application Insights, spoken over TLS by a server of the test; its answers have the form that the documentation of the two shows.</summary>
public sealed class AzureMonitorNumberSourceTests : NumberSourceContract
{
    private readonly Credential _credential = new();

    protected override bool Secure => true;

    [Theory]
    [InlineData(true, "/v1/workspaces/63613592-b6f7-4c3d-a390-22ba13102111/query")]
    [InlineData(false, "/v1/apps/63613592-b6f7-4c3d-a390-22ba13102111/query")]
    public async Task The_question_is_posted_with_its_timespan_and_a_token_for_that_service(bool workspace, string path)
    {
        Server.With(Body(1));
        var asked = Analysis().AzureMonitor!;
        asked = workspace ? asked : asked with { Workspace = null, Application = asked.Workspace };

        Assert.True((await AskAsync(new AnalysisDefinition { AzureMonitor = asked with { Timespan = TimeSpan.FromMinutes(90) } })).Succeeded);

        var (method, asking, _, body) = Server.Requests.Single();
        Assert.Equal(("POST", path), (method, asking));
        Assert.Equal("requests | where cloud == 'westeurope' | summarize avg(success)", JsonDocument.Parse(body).RootElement.GetProperty("query").GetString());
        Assert.Equal("PT1H30M", JsonDocument.Parse(body).RootElement.GetProperty("timespan").GetString());
        Assert.Equal($"{Server.Url}/.default", _credential.Scope);
    }

    [Fact]
    public async Task An_answer_that_is_partial_is_a_finding_although_it_holds_numbers()
    {
        Server.With("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"real"}],"rows":[[0.0]]}],"error":{"code":"PartialError","message":"There were some errors when processing your query.","details":[{"code":"EngineError","message":"Something went wrong","innererror":{"code":"-2133196797","message":"The results of this query exceed the set limit of 64000000 bytes."}}]}}""");

        var message = (await FailAsync()).Message;

        Assert.Contains("partial: PartialError: There were some errors", message, StringComparison.Ordinal);
        Assert.Contains("exceed the set limit", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_query_is_told_with_its_innermost_cause()
    {
        Server.With("""{"error":{"message":"The request had some invalid properties","code":"BadArgumentError","correlationId":"d0","innererror":{"code":"SyntaxError","message":"A recognition error occurred in the query.","innererror":{"code":"SYN0002","message":"Query could not be parsed at 'foo' on line [1,10]"}}}}""", 400);

        Assert.EndsWith("it answered 400, BadArgumentError: The request had some invalid properties Query could not be parsed at 'foo' on line [1,10].", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_numbers_of_their_own_also_where_they_come_as_texts_and_empty_ones_are_not_measured()
    {
        Server.With("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"role","type":"string"},{"name":"count_","type":"long"}],"rows":[["a","255"],["b",null],["c","NaN"],["d",3],["e","Infinity"]]}]}""");

        Assert.Equal([255, 3, double.PositiveInfinity], (await AskAsync()).Value.Numbers);
    }

    [Fact]
    public async Task Of_several_columns_of_numbers_one_must_be_named()
    {
        Server.With("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"failed","type":"long"},{"name":"rate","type":"real"}],"rows":[["3",0.5]]}]}""");

        Assert.Contains("2 columns of numbers (failed (long), rate (real)), so 'column' must name one", (await FailAsync()).Message, StringComparison.Ordinal);
        Assert.Equal([0.5], (await AskAsync(new AnalysisDefinition { AzureMonitor = Analysis().AzureMonitor! with { Column = "rate" } })).Value.Numbers);
        Assert.Contains("no column 'rat'", (await FailAsync(new AnalysisDefinition { AzureMonitor = Analysis().AzureMonitor! with { Column = "rat" } })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tables":[]}""")]
    [InlineData("""{"tables":[{"name":"PrimaryResult"}]}""")]
    [InlineData("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"real"}],"rows":[[]]}]}""")]
    [InlineData("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"real"}],"rows":[["many"]]}]}""")]
    [InlineData("""{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"string"}],"rows":[["1"]]}]}""")]
    public async Task A_table_that_holds_no_numbers_is_a_finding(string body)
    {
        Server.With(body);

        await FailAsync();
    }

    [Fact]
    public async Task More_rows_than_anybody_reads_are_refused_with_what_to_do()
    {
        Server.With($$"""{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"real"}],"rows":[{{string.Join(',', Enumerable.Repeat("[0]", 101))}}]}]}""");

        Assert.Contains("101 rows, at most 100", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nobody_is_asked_and_the_finding_says_how_to_get_one()
    {
        _credential.Refuses = true;

        var finding = await FailAsync();

        Assert.Contains("No token from Microsoft Entra ID", finding.Message, StringComparison.Ordinal);
        Assert.Contains("az login", finding.Remedy, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_token_is_sent_over_https_alone()
    {
        var finding = await FailAsync(new AnalysisDefinition { AzureMonitor = Analysis().AzureMonitor! with { Endpoint = "http://127.0.0.1:1/" } });

        Assert.Contains("https alone", finding.Message, StringComparison.Ordinal);
        Assert.Null(_credential.Scope);
    }

    [Fact]
    public async Task An_answer_that_may_pass_is_asked_for_once_more()
    {
        Server.Answer = context =>
        {
            context.Response.StatusCode = Server.Requests.Count == 1 ? 503 : 200;
            return context.Response.WriteAsync(Body(4));
        };

        Assert.Equal([4], (await AskAsync()).Value.Numbers);
    }

    protected override INumberSource Source() => new AzureMonitorNumberSource(_ => _credential, new HttpClientTransport(new HttpClient(Server.TrustingHandler())), Longest);

    protected override AnalysisDefinition Analysis(bool samples = false) => new()
    {
        AzureMonitor = new AzureMonitorAnalysis
        {
            Workspace = "63613592-b6f7-4c3d-a390-22ba13102111",
            Query = "requests | where cloud == '${region}' | summarize avg(success)",
            Samples = samples ? "n" : null,
            Endpoint = Server.Url,
        },
    };

    protected override string Body(double? number) =>
        $$"""{"tables":[{"name":"PrimaryResult","columns":[{"name":"rate","type":"real"}],"rows":[{{(number is { } there ? $"[{Cell(there)}]" : "")}}]}]}""";

    protected override void Give(double number, double samples) => Server.With(
        $$"""{"tables":[{"name":"PrimaryResult","columns":[{"name":"rate","type":"real"},{"name":"n","type":"long"}],"rows":[[{{Cell(number)}},"{{samples}}"]]}]}""");

    protected override string ErrorBody(string text) => $$$"""{"error":{"code":"InsufficientAccessError","message":"{{{text}}}"}}""";

    private static string Cell(double number) => double.IsNaN(number) ? "\"NaN\"" : number.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Credential : TokenCredential
    {
        public string? Scope { get; private set; }

        public bool Refuses { get; set; }

        public override AccessToken GetToken(TokenRequestContext request, CancellationToken cancellation)
        {
            Scope = request.Scopes.Single();
            return Refuses ? throw new CredentialUnavailableException("there is nobody signed in") : new AccessToken(Secret, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext request, CancellationToken cancellation) => ValueTask.FromResult(GetToken(request, cancellation));
    }
}
