using System.Diagnostics;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Telemetry;

namespace FunctionsMigrator.Adapters.Tests.Telemetry;

/// <summary>A run is one trace, whoever works on it.</summary>
public sealed class RunTraceTests : IDisposable
{
    private readonly TelemetryRecorder _heard = new();

    public void Dispose() => _heard.Dispose();

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_for_every_step_and_target()
    {
        await using var world = Begin();

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Single(_heard.Spans.Select(span => span.TraceId).Distinct());
        var start = Assert.Single(_heard.Spans, span => span.OperationName == TelemetryNames.StartRun);
        Assert.Null(start.ParentId);
        Assert.All(_heard.Spans.Where(span => span != start), span => Assert.Equal(start.SpanId, span.ParentSpanId));
        Assert.All(_heard.Spans, span => Assert.Equal((run.Id, "production", ActivityStatusCode.Unset), (span.GetTagItem("fm.run.id"), span.GetTagItem("fm.environment"), span.Status)));
        Assert.Equal(await AskedAsync(world, run.Id), SpansOf(_heard));
        foreach (var name in new[] { "PlanTarget", "CaptureTarget", "ApplyChanges", "VerifyTarget" })
        {
            Assert.Equal(
                ["production/east/config", "production/east/db", "production/north/config", "production/north/db", "production/west/config", "production/west/db"],
                _heard.Spans.Where(span => span.OperationName == name).Select(span => (string)span.GetTagItem("fm.target")!).Distinct().Order(StringComparer.Ordinal));
        }

        Assert.All(
            _heard.Spans.Where(span => span.OperationName is "AssemblePlan" or "ApplyChanges" or "FinishRun"), span => Assert.Equal(run.Plan!.Digest.Hex, span.GetTagItem("fm.plan.digest")));
        Assert.Equal("Completed", Assert.Single(_heard.Spans, span => span.OperationName == "FinishRun").GetTagItem("fm.run.state"));
    }

    [Fact]
    public async Task The_span_of_the_whole_run_lasts_from_its_start_to_its_seal()
    {
        await using var world = Begin();

        var run = await world.RunAsync("production");

        var whole = Assert.Single(_heard.Spans, span => span.OperationName == TelemetryNames.Run);
        Assert.Equal((run.StartedAt.UtcDateTime, world.Time.GetUtcNow() - run.StartedAt), (whole.StartTimeUtc, whole.Duration));
        Assert.True(whole.Duration >= TimeSpan.FromSeconds(1), "the bake of the canary is part of it");
        Assert.Equal("Completed", whole.GetTagItem("fm.run.state"));
    }

    [Theory]
    [InlineData("target write")]
    [InlineData("engine append")]
    public async Task A_run_whose_process_dies_is_gone_on_with_in_the_same_trace_by_another_machine(string point)
    {
        await using var world = Begin();
        using var other = new TelemetryRecorder();
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        world.Mortality.DieBefore(point, write => write.Contains("west", StringComparison.Ordinal) || write.Contains(".w1.", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(started.Id));
        world.Mortality.Revive();
        world.Time.Advance(TimeSpan.FromMinutes(1));

        var run = await world.Observed(other.Telemetry).DriveAsync(started.Id);

        Assert.Equal(RunState.Completed, run.State);
        var start = Assert.Single(_heard.Spans, span => span.OperationName == TelemetryNames.StartRun);
        Assert.Contains(_heard.Spans, span => span.OperationName == "PlanTarget");
        Assert.Contains(other.Spans, span => span.OperationName == "FinishRun");
        Assert.All(_heard.Spans.Concat(other.Spans).Where(span => span != start), span => Assert.Equal((start.TraceId, start.SpanId), (span.TraceId, span.ParentSpanId)));
        var spans = SpansOf(_heard, other).CountBy(name => name).ToDictionary();
        Assert.All((await AskedAsync(world, run.Id)).CountBy(name => name), asked => Assert.True(spans.GetValueOrDefault(asked.Key) >= asked.Value, asked.Key));
    }

    [Fact]
    public async Task A_run_that_was_started_where_nobody_listened_has_one_trace_all_the_same()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        using var first = new TelemetryRecorder();
        world.Mortality.DieBefore("target write", _ => true);
        await Assert.ThrowsAnyAsync<Exception>(() => world.Observed(first.Telemetry).DriveAsync(started.Id));
        world.Mortality.Revive();
        world.Time.Advance(TimeSpan.FromMinutes(1));

        await world.Observed(_heard.Telemetry).DriveAsync(started.Id);

        Assert.Null(started.Trace);
        Assert.NotEmpty(first.Spans);
        Assert.Single(first.Spans.Concat(_heard.Spans).Select(span => (span.TraceId, span.ParentSpanId)).Distinct());
    }

    [Fact]
    public async Task Two_runs_are_two_traces()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("README.md", "Hello").Commit("A word");
        await world.RunAsync("production");

        Assert.Equal(2, _heard.Spans.Select(span => span.TraceId).Distinct().Count());
    }

    [Theory]
    [InlineData("01", true)]
    [InlineData("00", true)]
    [InlineData("01", false)]
    public async Task A_run_goes_on_with_the_trace_of_whoever_asked_for_it(string flags, bool listening)
    {
        await using var world = listening ? Begin() : Scenario.Begin(SmallRepository.Files);
        if (!listening)
        {
            world.Commit("First");
        }

        using var request = new Activity("POST /api/runs").SetParentId($"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{flags}").Start();
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        request.Stop();
        await world.Observed(_heard.Telemetry).DriveAsync(started.Id);

        Assert.All(_heard.Spans, span => Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString()));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", started.Trace, StringComparison.Ordinal);
        Assert.EndsWith("-01", started.Trace, StringComparison.Ordinal);
        if (listening)
        {
            Assert.Equal(request.SpanId, Assert.Single(_heard.Spans, span => span.OperationName == TelemetryNames.StartRun).ParentSpanId);
        }
    }

    [Fact]
    public async Task What_the_host_was_doing_when_it_ran_a_step_is_linked_and_is_not_its_parent()
    {
        await using var world = Begin();
        var started = (await world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None)).Value.Run;
        using var function = new Activity("function").Start();

        await world.DriveAsync(started.Id);

        var start = _heard.Spans.Single(span => span.OperationName == TelemetryNames.StartRun);
        Assert.All(_heard.Spans.Where(span => span.OperationName == "PlanTarget"), span =>
        {
            Assert.Equal(start.SpanId, span.ParentSpanId);
            Assert.Equal(function.SpanId, Assert.Single(span.Links).Context.SpanId);
        });
    }

    [Fact]
    public async Task A_run_that_takes_another_one_back_links_to_its_trace()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        var first = _heard.Spans.Single(span => span.OperationName == TelemetryNames.StartRun);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        run = await world.RunAsync("production");
        _heard.Forget();

        var back = (await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None)).Value.Run;

        var start = Assert.Single(_heard.Spans);
        Assert.Equal(back.Id, start.GetTagItem("fm.run.id"));
        var link = Assert.Single(start.Links);
        Assert.Equal(run.Trace, $"00-{link.Context.TraceId}-{link.Context.SpanId}-01");
        Assert.NotEqual(first.TraceId, start.TraceId);
    }

    [Fact]
    public async Task A_step_that_fails_says_so_by_its_code_alone()
    {
        await using var world = Begin();
        await world.RunAsync("production");
        world.Write("environments/production.yaml", SmallRepository.Environment(
                "waves: [ { percent: 100, bake: 10s } ], analyses: [errors]",
                "analyses:\n  errors: { http: { url: \"http://127.0.0.1/errors\" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 10s, failureLimit: 0 }"))
            .Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Measure(_ => 1);
        _heard.Forget();

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.RolledBack, run.State);
        var whole = Assert.Single(_heard.Spans, span => span.OperationName == TelemetryNames.Run);
        Assert.Equal((ActivityStatusCode.Error, "ANA001", "ANA001"), (whole.Status, whole.StatusDescription, whole.GetTagItem("error.type")));
        Assert.Contains(_heard.Spans, span => span.OperationName == "Measure" && (string?)span.GetTagItem("fm.result.code") == "ANA001" && span.Status == ActivityStatusCode.Unset);
    }

    // How often each step was asked for, as the histories say.
    private static async Task<IReadOnlyList<string>> AskedAsync(Scenario world, string run) =>
    [
        .. (await world.HistoriesAsync(run)).Values.SelectMany(facts => facts)
            .SelectMany(fact => fact switch
            {
                StepScheduled step => [step.Step],
                StepsScheduled steps => Enumerable.Repeat(steps.Step, steps.Inputs.Count),
                _ => [],
            })
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> SpansOf(params TelemetryRecorder[] recorders) =>
    [
        .. recorders.SelectMany(recorder => recorder.Spans).Select(span => span.OperationName)
            .Where(name => name is not (TelemetryNames.StartRun or TelemetryNames.Run))
            .Order(StringComparer.Ordinal),
    ];

    private Scenario Begin()
    {
        var world = Scenario.Begin(SmallRepository.Files).Observed(_heard.Telemetry);
        world.Commit("First");
        return world;
    }
}
