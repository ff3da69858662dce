using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Testing.Analyses;

/// <summary>What every type of analyses that asks a service promises, over a real server on loopback.</summary>
public abstract class NumberSourceContract : IAsyncLifetime
{
    /// <summary>What must never be told.</summary>
    protected const string Secret = "s3cret-of-the-metrics";

    private MetricsServer? _server;

    /// <summary>The server that is asked.</summary>
    protected MetricsServer Server => _server!;

    /// <summary>Whether the service is spoken to over TLS alone.</summary>
    protected virtual bool Secure => false;

    /// <summary>An answer that is garbage although it is JSON.</summary>
    protected virtual string Garbage => """{"unexpected":[1,2,3]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await MetricsServer.StartAsync(Secure);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0)]
    [InlineData(-1.5e-7)]
    [InlineData(9007199254740993)]
    public async Task A_number_is_answered_as_it_is(double number)
    {
        Server.With(Body(number));

        var sample = (await AskAsync()).Value;

        Assert.Equal([number], sample.Numbers);
        Assert.Equal(1, sample.Size);
    }

    [Fact]
    public async Task No_data_is_a_sample_without_a_number_and_no_failure()
    {
        Server.With(Body(null));

        Assert.Empty((await AskAsync()).Value.Numbers);
    }

    [Fact]
    public async Task What_is_not_a_number_was_not_measured()
    {
        Server.With(Body(double.NaN));

        Assert.Empty((await AskAsync()).Value.Numbers);
    }

    [Fact]
    public async Task The_samples_behind_a_number_are_counted_where_the_analysis_asks_for_them()
    {
        Give(0.25, samples: 120);

        Assert.Equal(120, (await AskAsync(Analysis(samples: true))).Value.Size);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_is_a_finding_that_says_what_was_answered(int status)
    {
        Server.With(ErrorBody("the query is broken"), status);

        Assert.Contains($"{status}", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("")]
    [InlineData("{\"status\":\"succ")]
    public async Task Garbage_is_a_finding_and_never_a_number(string body)
    {
        Server.With(body);

        await FailAsync();
    }

    [Fact]
    public virtual async Task Json_of_another_form_is_a_finding_and_never_a_number()
    {
        Server.With(Garbage);

        await FailAsync();
    }

    [Fact]
    public async Task An_answer_that_does_not_begin_ends_in_time()
    {
        Longest = TimeSpan.FromSeconds(1);
        Server.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        Assert.Contains("did not answer within", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_ends_in_time()
    {
        Longest = TimeSpan.FromSeconds(1);
        Server.Answer = async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        Assert.Contains("did not answer within", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_on_above_its_limit()
    {
        Server.Answer = async context =>
        {
            var block = new byte[64 << 10];
            Array.Fill(block, (byte)' ');
            while (true)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                context.RequestAborted.ThrowIfCancellationRequested();
            }
        };

        Assert.Contains("larger than 1 MiB", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await MetricsServer.StartAsync(Secure);
        other.With(Body(0));
        Server.With("", 302, other.Url + "/");

        Assert.Contains("redirect", (await FailAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_a_finding()
    {
        var analysis = Analysis();
        var source = Source();
        await _server!.DisposeAsync();

        var outcome = await source.MeasureAsync(Request(analysis), Cancellation);

        Assert.Equal(AnalysisCodes.Unavailable.Code, Assert.Single(outcome.Findings).Code);
        _server = await MetricsServer.StartAsync();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_secret_is_sent_and_never_told_again_even_where_the_service_repeats_it(int status)
    {
        Server.Answer = context =>
        {
            context.Response.StatusCode = status;
            var brought = context.Request.Headers.Authorization.ToString();
            return context.Response.WriteAsync(ErrorBody($"you sent {brought} as {Sent}"));
        };

        var finding = await FailAsync();

        Assert.Equal(Sent, Server.Requests.First().Authorization);
        Assert.DoesNotContain(Secret, finding.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Sent.Split(' ')[^1], finding.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("key=hidden", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_service_says_becomes_one_short_line()
    {
        Server.With(ErrorBody("one\\ntwo\\u001b[31m" + new string('x', 5000)), 500);

        var message = (await FailAsync()).Message;

        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\u001b', message);
        Assert.InRange(message.Length, 1, 500);
    }

    [Fact]
    public async Task Variables_are_those_of_the_region_and_an_unknown_one_asks_nobody()
    {
        var unknown = ItemCodes.UnknownVariable.Fail<string>("There is no variable 'region'.");
        var outcome = await Source().MeasureAsync(new NumberRequest(Analysis(), DateTimeOffset.UnixEpoch, null, text => text.Contains("${region}", StringComparison.Ordinal) ? unknown : Outcome.Of(text)), Cancellation);

        Assert.Equal(ItemCodes.UnknownVariable.Code, outcome.Findings[0].Code);
        Assert.Empty(Server.Requests);

        Server.With(Body(1));
        Assert.True((await AskAsync()).Succeeded);
        var (_, path, _, body) = Server.Requests.First();
        Assert.Contains("westeurope", path + body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_not_answered_with_a_measurement()
    {
        using var stop = new CancellationTokenSource();
        Server.Answer = async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source().MeasureAsync(Request(Analysis()), stop.Token));
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        Server.With(Body(7));
        var source = Source();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.MeasureAsync(Request(Analysis()), Cancellation)));

        Assert.All(answers, answer => Assert.Equal([7], answer.Value.Numbers));
    }

    /// <summary>What the Authorization header holds.</summary>
    protected virtual string Sent => $"Bearer {Secret}";

    /// <summary>How long a source waits at most: long, so that a busy machine fails no test, but where a test waits for the end of that time.</summary>
    protected TimeSpan Longest { get; private set; } = TimeSpan.FromSeconds(60);

    /// <summary>Asks a source.</summary>
    protected Task<Outcome<Sample>> AskAsync(AnalysisDefinition? analysis = null) => Source().MeasureAsync(Request(analysis ?? Analysis()), Cancellation);

    /// <summary>Asks for what cannot be measured; answers why.</summary>
    protected async Task<Finding> FailAsync(AnalysisDefinition? analysis = null)
    {
        var outcome = await AskAsync(analysis);
        Assert.False(outcome.Succeeded);
        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(AnalysisCodes.Unavailable.Code, finding.Code);
        return finding;
    }

    /// <summary>A source that waits for <see cref="Longest"/> at most.</summary>
    protected abstract INumberSource Source();

    /// <summary>An analysis that asks <see cref="Server"/>, with <c>${region}</c> in what is asked and the secret in its Authorization header.</summary>
    protected abstract AnalysisDefinition Analysis(bool samples = false);

    /// <summary>An answer with a number, or with none.</summary>
    protected abstract string Body(double? number);

    /// <summary>Lets the server answer a number and how many samples stand behind it.</summary>
    protected abstract void Give(double number, double samples);

    /// <summary>An answer that is an error, as the service says it. The text is escaped as in JSON.</summary>
    protected abstract string ErrorBody(string text);

    private static NumberRequest Request(AnalysisDefinition analysis) =>
        new(analysis, DateTimeOffset.UnixEpoch.AddDays(20_000), null, text => Outcome.Of(text.Replace("${region}", "westeurope", StringComparison.Ordinal)));
}
