using System.Text.RegularExpressions;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm status --watch</c>: the pictures, their bounds, and what a pipe gets.</summary>
public sealed class WatchTests
{
    private static readonly DateTimeOffset Now = TestRuns.Start.AddMinutes(10);

    [Fact]
    public void The_picture_of_a_rollout_is_approved()
    {
        var run = TestRuns.Record(RunState.Baking) with { Wave = 2, Waves = 3, Since = Now.AddSeconds(-42), ApprovedBy = ["kim", "bo"], Reason = "order-errors measures wave 2", Until = Now.AddMinutes(4) };
        var details = TestRuns.Details(
            run,
            At("production/weu/db", TargetProgress.Applied, 1, 4), At("production/weu/config", TargetProgress.Applied, 1, 4),
            At("production/neu/db", TargetProgress.Applied, 2, 4), At("production/neu/config", TargetProgress.Failed, 2, 1, "412: version moved"),
            At("production/eus/db", TargetProgress.Planned, 3), At("production/eus/config", TargetProgress.Unchanged, 3));

        Approved.Matches(Text(RunFrame.Of(Read(details), Past(run), Now, 120, 30)), "Output/watch-rollout.approved.txt");
    }

    [Fact]
    public void The_picture_of_a_run_that_waits_for_people_is_approved()
    {
        var run = TestRuns.Record(RunState.AwaitingApproval) with { Since = Now.AddMinutes(-8), StillNeeded = ["release-manager (kim or bo)", "dba (lin)"], Until = Now.AddHours(71) };

        Approved.Matches(Text(RunFrame.Of(Read(TestRuns.Details(run, At("production/weu/db", TargetProgress.Planned, 1))), Past(run), Now, 100, 24)), "Output/watch-approval.approved.txt");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 50)]
    [InlineData(40, 12)]
    [InlineData(20, 6)]
    public void A_thousand_targets_fit_the_terminal_and_those_in_trouble_are_seen(int width, int height)
    {
        var run = TestRuns.Record(RunState.Applying) with { Wave = 2, Waves = 2, Since = Now.AddSeconds(-3) };
        var targets = Enumerable.Range(0, 1000).Select(i => At(
            $"production/region-{i:000}/config", i is 500 or 900 ? TargetProgress.Failed : i < 400 ? TargetProgress.Applied : i < 410 ? TargetProgress.Applying : TargetProgress.Planned, i < 100 ? 1 : 2, i < 400 ? 4 : 0, i is 500 ? "no such table" : null));

        var lines = RunFrame.Of(Read(TestRuns.Details(run, [.. targets]), Many(run)), Past(run), Now, width, height).ToList();

        Assert.InRange(lines.Count, 3, height - 1);
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 0, width));
        if (height >= 24)
        {
            Assert.Contains(lines, line => line.Text.StartsWith("region-500 ", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.Text.StartsWith("region-900 ", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.Text.StartsWith("1000 targets: ", StringComparison.Ordinal) && line.Text.Contains("2 Failed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void States_that_do_not_fit_are_left_out_from_the_left()
    {
        var run = TestRuns.Record(RunState.Baking) with { Since = Now.AddSeconds(-5) };

        var states = RunFrame.Of(Read(TestRuns.Details(run)), Past(run), Now, 60, 24).Single(line => line.Text.StartsWith("states ", StringComparison.Ordinal)).Text;

        Assert.StartsWith("states   ... > ", states, StringComparison.Ordinal);
        Assert.EndsWith("Baking 5s", states, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_others_never_reaches_the_terminal_as_it_is()
    {
        var run = TestRuns.Record(RunState.Paused) with { Title = "a\u001b[2J\u202eb", Reason = "c\nd" };

        var lines = RunFrame.Of(Read(TestRuns.Details(run, At("production/weu/db", TargetProgress.Failed, 1, 0, "e\u001b]0;f\u0007"))), Past(run), Now, 200, 40);

        Assert.All(lines, line => Assert.DoesNotContain(line.Text, unit => char.IsControl(unit) || unit == '\u202e'));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-5, "0s")]
    [InlineData(59, "59s")]
    [InlineData(60, "1m00s")]
    [InlineData(3_599, "59m59s")]
    [InlineData(3_600, "1h00m")]
    [InlineData(90_061, "1d01h")]
    public void Spans_are_as_long_as_they_need_to_be(int seconds, string shown) => Assert.Equal(shown, RunFrame.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task At_a_terminal_the_picture_has_the_past_that_the_audit_tells_of()
    {
        var fm = new Fm { AtTerminal = true };
        var applying = TestRuns.Details(TestRuns.Record(RunState.Applying) with { Since = TestRuns.Start.AddSeconds(20) });
        fm.Migrator.With(applying, applying, TestRuns.Details(TestRuns.Record(RunState.Completed)));
        fm.Migrator.Audit.AddRange([Record(AuditEvents.Received, 0), Record(AuditEvents.Validated, 5)]);

        var result = await fm.RunAsync("status", TestRuns.Id, "--watch", "--no-color");

        Assert.Equal(0, result.Exit);
        Assert.Contains("states   Validating 5s > Rehearsing 15s > Applying", Regex.Replace(result.Out, "\u001b\\[[0-9;?]*[A-Za-z]", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_of_all_environments_is_approved() => Approved.Matches(Text(OverviewFrame.Of(Standings(), 110, 24)), "Output/watch-overview.approved.txt");

    [Fact]
    public async Task Without_a_run_all_environments_are_watched_until_somebody_has_seen_enough()
    {
        var fm = new Fm();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3), fm.Time);
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed, "staging-1"))).With(TestRuns.Details(TestRuns.Record(RunState.AwaitingApproval) with { StillNeeded = ["dba (lin)"] }));
        fm.Migrator.Drift = [new DriftRecord("staging", TestRuns.Start, "staging-1", "1a2b3c4", DriftState.Drifted, [], []) { Items = 2 }];

        var result = await fm.RunAsync(stop.Token, "status", "--watch");

        Assert.Equal(0, result.Exit);
        Assert.Equal(
            $"production  -  {TestRuns.Id} AwaitingApproval; needed: dba (lin)\nstaging  1a2b3c4  drifted; drift: 2 items; see `fm drift show`\n", result.Out);
        Assert.Contains("fm status RUN --watch", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_end_has_no_document() => Assert.Equal(64, (await new Fm().RunAsync("status", "--watch", "--json")).Exit);

    [Fact]
    public async Task An_environment_is_shown_with_what_it_holds_and_what_was_taken_back()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed) with { StartedAt = TestRuns.Start.AddHours(1), Id = "production-2", TakenBackBy = "production-3", Title = "Longer timeout" }))
            .With(TestRuns.Details(TestRuns.Record(RunState.Completed)));

        var result = await fm.RunAsync("status", "--env", "production");
        var document = (await fm.RunAsync("status", "--env", "production", "--json")).Json().GetProperty("environments")[0];

        Assert.StartsWith("production  at 1a2b3c4 One-page checkout\n            1a2b3c4 Longer timeout was taken back by production-3\n", result.Out, StringComparison.Ordinal);
        Assert.Equal((TestRuns.Id, "production-3"), (document.GetProperty("run").GetString(), document.GetProperty("takenBack")[0].GetProperty("by").GetString()));
    }

    [Fact]
    public void The_picture_of_a_bake_with_its_analyses_is_approved()
    {
        var run = Baking(2);
        IReadOnlyList<Measurement> measured =
        [
            Taken("errors", "weu", 1, -600, 0.4, MeasurementVerdict.Fail),
            Taken("errors", "neu", 2, -60, 0.4, MeasurementVerdict.Fail),
            Taken("errors", "neu", 2, -40, 0.001, MeasurementVerdict.Pass),
            Taken("errors", "neu", 2, -20, 0.07, MeasurementVerdict.Fail),
            Taken("latency", "neu", 2, -40, null, MeasurementVerdict.Error) with { Success = "result < 800", Failure = null, Error = "it did not answer within 10 seconds" },
            Taken("latency", "neu", 2, -20, null, MeasurementVerdict.Error) with { Success = "result < 800", Failure = null, Error = "it did not answer within 10 seconds" },
            Taken("orders", "weu", 1, -500, 12, MeasurementVerdict.Pass) with { Background = true },
            Taken("orders", "weu", 2, -20, 14, MeasurementVerdict.Inconclusive) with { Background = true, Limits = new MeasurementLimits(0, 2, 4, 20) },
        ];

        Approved.Matches(Text(RunFrame.Of(Read(TestRuns.Details(run, At("production/weu/db", TargetProgress.Applied, 1, 4), At("production/neu/db", TargetProgress.Applied, 2, 4)), measured), Past(run), Now, 140, 30)), "Output/watch-analyses.approved.txt");
    }

    [Fact]
    public void What_was_measured_before_this_bake_does_not_count_in_it()
    {
        var run = Baking(1);

        var now = Assert.Single(MeasuredNow.Of(run, [Taken("errors", "weu", 1, -50, 0.4, MeasurementVerdict.Fail), Taken("errors", "weu", 1, -10, 0.001, MeasurementVerdict.Pass)]));

        Assert.Equal((1, 0), (now.Taken, now.Failed));
        Assert.Empty(MeasuredNow.Of(run with { Phase = new RunPhase(PhaseKind.Wave, 2, Now), Wave = 2 }, [Taken("errors", "weu", 1, -10, 0.001, MeasurementVerdict.Pass)]));
    }

    [Fact]
    public void A_background_analysis_counts_from_wave_to_wave_and_anew_behind_a_verdict_of_any_of_them()
    {
        var run = Baking(2) with { Phase = new RunPhase(PhaseKind.Wave, 2, Now.AddSeconds(-5)) };
        Measurement[] measured = [Behind(1, -90, MeasurementVerdict.Pass), Behind(2, -30, MeasurementVerdict.Fail), Behind(2, -20, MeasurementVerdict.Fail)];

        var stopped = Assert.Single(MeasuredNow.Of(run, measured));
        var resumed = Assert.Single(MeasuredNow.Of(run, [.. measured, Behind(2, -3, MeasurementVerdict.Pass)]));

        Assert.Equal((3, 2), (stopped.Taken, stopped.Failed));
        Assert.Equal((1, 0), (resumed.Taken, resumed.Failed));

        static Measurement Behind(int wave, int seconds, MeasurementVerdict verdict) => Taken("errors", "weu", wave, seconds, 1, verdict) with { Background = true };
    }

    [Fact]
    public void Of_many_analyses_those_in_trouble_are_seen_and_the_others_counted()
    {
        var run = Baking(2);
        IReadOnlyList<Measurement> measured =
            [.. Enumerable.Range(0, 40).Select(i => Taken("errors", $"region-{i:00}", 2, -10, i == 33 ? 0.3 : 0.001, i == 33 ? MeasurementVerdict.Fail : MeasurementVerdict.Pass))];

        var lines = RunFrame.Of(Read(TestRuns.Details(run, At("production/neu/db", TargetProgress.Applied, 2, 4)), measured), Past(run), Now, 100, 24).Select(line => line.Text).ToList();

        Assert.InRange(lines.Count, 3, 23);
        Assert.StartsWith("errors in region-33  ", lines[lines.FindIndex(line => line.StartsWith("analysis ", StringComparison.Ordinal)) + 1], StringComparison.Ordinal);
        Assert.Contains("and 37 more: 37 pass", lines);
        Assert.Contains(lines, line => line.StartsWith("next: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_a_pipe_a_measurement_that_says_something_new_is_a_line()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(Baking(1)), TestRuns.Details(TestRuns.Record(RunState.RolledBack) with { Phase = Baking(1).Phase, Wave = 1, Waves = 3 }));
        fm.Migrator.Measurements = [Taken("errors", "weu", 1, -20, 0.001, MeasurementVerdict.Pass), Taken("errors", "weu", 1, -10, 0.07, MeasurementVerdict.Fail)];

        var result = await fm.RunAsync("status", TestRuns.Id, "--watch");

        Assert.Equal(4, result.Exit);
        Assert.Equal(1, Regex.Count(result.Out, "errors in weu"));
        Assert.Contains("  errors in weu  0.07 fail  2 measured, 1 failed (at most 1); good result < 0.01, bad result >= 0.05\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measurements_are_read_when_the_run_moves_and_every_other_second_and_not_at_every_look()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(Baking(1)));
        var reader = new RunReader(fm.Migrator, fm.Time, measured: true);

        foreach (var (measured, seconds, count) in new[] { (1, 0.0, 1), (2, 0.5, 1), (3, 1.5, 3), (4, 0.5, 3) })
        {
            fm.Time.Advance(TimeSpan.FromSeconds(seconds));
            fm.Migrator.Measurements = [.. Enumerable.Range(0, measured).Select(i => Taken("errors", "weu", 1, i, 0, MeasurementVerdict.Pass))];
            Assert.Equal(count, (await reader.ReadAsync(TestRuns.Id, TestContext.Current.CancellationToken)).Value.Measured.Count);
        }
    }

    private static RunRecord Baking(int wave) => TestRuns.Record(RunState.Baking) with { Wave = wave, Waves = 3, Since = Now.AddSeconds(-42), Phase = new RunPhase(PhaseKind.Bake, wave, Now.AddSeconds(-42)), Until = Now.AddMinutes(4) };

    private static Measurement Taken(string analysis, string region, int wave, int seconds, double? result, MeasurementVerdict verdict) => new(
        analysis, region, Now.AddSeconds(seconds), result, null, verdict, wave, "result < 0.01", "result >= 0.05", Limits: new MeasurementLimits(1, 0, 4));

    private static IReadOnlyList<Measurement> Many(RunRecord run) => [.. Enumerable.Range(0, 200).Select(i => Taken("errors", $"region-{i:000}", run.Wave, -1, i, MeasurementVerdict.Pass) with { Background = true })];

    private static RunReading Read(RunDetails details, IReadOnlyList<Measurement>? measured = null) => new(details, measured ?? []);

    private static IReadOnlyList<EnvironmentStanding> Standings()
    {
        var waiting = TestRuns.Record(RunState.AwaitingApproval) with { StillNeeded = ["release-manager (kim or bo)"], Until = Now };
        var queued = TestRuns.Record(RunState.Validating, "production-20261123-094000-9f8e7d6");
        var paused = TestRuns.Record(RunState.Paused, "staging-20261123-093000-5c5c5c5") with { Reason = "bo looks at the canary" };
        return
        [
            new EnvironmentStanding("production", "production-1", "1a2b3c4d", "One-page checkout", [waiting.Id, queued.Id], [new TakenBackRun("production-0", "5c5c5c5c", "Rates", "production-9", "main", "9f8e7d6c")], 0) { OpenRuns = [waiting, queued] },
            new EnvironmentStanding("staging", "staging-1", "1a2b3c4d", "One-page checkout", [paused.Id], [], null) { OpenRuns = [paused] },
            new EnvironmentStanding("test", "test-1", "9f8e7d6c", "Timeout", [], [], 3),
            new EnvironmentStanding("zone", null, null, null, [], [], 0),
        ];
    }

    private static RunTimeline Past(RunRecord run)
    {
        var timeline = new RunTimeline();
        foreach (var (name, seconds) in new[] { (AuditEvents.Received, 0), (AuditEvents.Validated, 2), (AuditEvents.Rehearsed, 9), (AuditEvents.ApprovalRequested, 11) })
        {
            timeline.Note(Record(name, seconds));
        }

        timeline.Note(run);
        return timeline;
    }

    private static AuditRecord Record(string name, int seconds) => TestRuns.Audited(name, TestRuns.Start.AddSeconds(seconds));

    private static TargetState At(string address, TargetProgress progress, int wave, int done = 0, string? message = null) =>
        new(TargetAddress.Parse(address), progress, wave, 4, done, message);

    private static string Text(IReadOnlyList<FrameLine> lines) => string.Concat(lines.Select(line => line.Text.TrimEnd() + "\n"));
}
