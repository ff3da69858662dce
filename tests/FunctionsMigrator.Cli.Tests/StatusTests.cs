using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests;

public sealed class StatusTests
{
    [Fact]
    public async Task One_run_reads_as_approved() => Approved.Matches((await Waiting().RunAsync("status", TestRuns.Id)).Out, "Output/status-run.approved.txt");

    [Fact]
    public async Task Who_started_a_run_is_shown_by_name_and_the_document_keeps_the_account()
    {
        var fm = new Fm();
        var run = TestRuns.Details(TestRuns.Record(RunState.Completed) with { StartedBy = "entra:7d1c0000-0000-0000-0000-000000000001", Starter = "ada" });
        fm.Migrator.With(run);

        var text = (await fm.RunAsync("status", TestRuns.Id)).Out;
        var document = (await fm.RunAsync("status", TestRuns.Id, "--json")).Json().GetProperty("run");

        Assert.Contains(" by ada", text, StringComparison.Ordinal);
        Assert.DoesNotContain("entra:", text, StringComparison.Ordinal);
        Assert.Equal(("entra:7d1c0000-0000-0000-0000-000000000001", "ada"), (document.GetProperty("startedBy").GetString(), document.GetProperty("starter").GetString()));
    }

    [Fact]
    public async Task A_list_reads_as_approved() => Approved.Matches((await Waiting().RunAsync("status")).Out, "Output/status-list.approved.txt");

    [Fact]
    public async Task A_loop_that_stopped_stands_above_the_list_whoever_holds_the_store()
    {
        var fm = Waiting();
        Assert.DoesNotContain("stopped", (await fm.RunAsync("status")).Out + (await fm.RunAsync("status", "--json")).Out, StringComparison.Ordinal);
        fm.Migrator.Stopped.Add(new StoppedLoop("sweep", TestRuns.Start, "1m"));

        var text = (await fm.RunAsync("status")).Out;
        var document = (await fm.RunAsync("status", "--json")).Json().GetProperty("stopped")[0];

        Assert.StartsWith("stopped     sweep: last there 2026-11-23 09:30:15Z, to be there every 1m; look at the host that drives this store\n", text, StringComparison.Ordinal);
        Assert.Equal(("sweep", "1m"), (document.GetProperty("loop").GetString(), document.GetProperty("every").GetString()));
    }

    [Fact]
    public async Task The_document_of_one_run_is_approved() => Approved.Matches((await Waiting().RunAsync("status", TestRuns.Id, "--json")).Out, "Json/status-run.approved.json");

    [Fact]
    public async Task The_document_of_a_list_is_approved() => Approved.Matches((await Waiting().RunAsync("status", "--json")).Out, "Json/status-list.approved.json");

    [Fact]
    public async Task The_document_of_a_followed_run_is_approved() =>
        Approved.Matches((await Waiting().RunAsync("migrate", "--env", "production", "--json")).Out, "Json/migrate.approved.json");

    [Fact]
    public async Task What_was_measured_reads_as_approved() =>
        Approved.Matches((await Measured().RunAsync("status", TestRuns.Id, "--analyses")).Out, "Output/status-analyses.approved.txt");

    [Fact]
    public async Task The_document_of_what_was_measured_is_approved() =>
        Approved.Matches((await Measured().RunAsync("status", TestRuns.Id, "--analyses", "--json")).Out, "Json/status-analyses.approved.json");

    [Fact]
    public async Task Only_the_newest_measurements_are_shown_unless_all_are_asked_for()
    {
        var fm = Waiting();
        fm.Migrator.Measurements = [.. Enumerable.Range(0, 30).Select(n => new Measurement("errors", "west", TestRuns.Start.AddSeconds(n), n, null, MeasurementVerdict.Pass))];

        var some = (await fm.RunAsync("status", TestRuns.Id, "--analyses")).Out;
        var all = (await fm.RunAsync("status", TestRuns.Id, "--analyses", "--all")).Out;

        Assert.Contains("30 passed", some, StringComparison.Ordinal);
        Assert.Equal((10, 30), (some.Split('\n').Count(line => line.Contains("  pass", StringComparison.Ordinal)), all.Split('\n').Count(line => line.Contains("  pass", StringComparison.Ordinal))));
        Assert.Contains("2026-11-23 09:30:44Z", some, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_analyses_says_that_nothing_was_measured() =>
        Assert.Equal("nothing was measured\n", (await Waiting().RunAsync("status", TestRuns.Id, "--analyses")).Out);

    [Fact]
    public async Task An_unknown_run_is_a_failure_and_one_document()
    {
        var result = await Waiting().RunAsync("status", "nope", "--json");

        Assert.Equal(1, result.Exit);
        Approved.Matches(result.Out, "Json/failure.approved.json");
    }

    [Fact]
    public async Task Watching_ends_with_the_run()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Applying)), TestRuns.Details(TestRuns.Record(RunState.Applying)), TestRuns.Details(TestRuns.Record(RunState.RolledBack)));
        fm.Host.Drives = _ => throw new InvalidOperationException("Watching never drives.");

        Assert.Equal(4, (await fm.RunAsync("status", TestRuns.Id, "--watch")).Exit);
    }

    [Fact]
    public async Task Watching_without_a_run_takes_the_newest_of_the_environment()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Failed, "test-1"))).With(TestRuns.Details(TestRuns.Record(RunState.Completed)));

        Assert.Equal(0, (await fm.RunAsync("status", "--env", "production", "--watch")).Exit);
    }

    [Fact]
    public async Task An_empty_store_has_no_runs() => Assert.Equal("no runs\n", (await new Fm().RunAsync("status")).Out);

    [Fact]
    public async Task Filters_are_handed_on()
    {
        var fm = new Fm();

        await fm.RunAsync("status", "--env", "test", "--open", "--limit", "5");

        Assert.Equal($"list {new RunFilter("test", OpenOnly: true, Limit: 5)}", fm.Migrator.Asked[0]);
    }

    [Fact]
    public async Task Locks_are_listed_as_text_and_as_a_document()
    {
        var fm = new Fm();
        fm.Migrator.Locks.Add(new LockView("production", TestRuns.Id, 7, TestRuns.Start));

        Assert.Equal($"environment  run                                 since                 fence\nproduction   {TestRuns.Id}  2026-11-23 09:30:15Z  7\n", (await fm.RunAsync("locks", "list")).Out);
        Approved.Matches((await fm.RunAsync("locks", "list", "--json")).Out, "Json/locks.approved.json");
    }

    [Fact]
    public async Task Breaking_a_lock_hands_on_who_and_why()
    {
        var fm = new Fm();
        fm.Migrator.Locks.Add(new LockView("production", TestRuns.Id, 7, TestRuns.Start));

        var result = await fm.RunAsync("locks", "break", "production", "--reason", "host lost");

        Assert.Equal(0, result.Exit);
        Assert.Equal(["break production 'host lost' by tess"], fm.Migrator.Asked);
    }

    private static Fm Measured()
    {
        var fm = Waiting();
        fm.Migrator.Measurements =
        [
            new("errors", "westeurope", TestRuns.Start, 0.002, null, MeasurementVerdict.Pass, 1, "result < 0.01", "result >= 0.05", Samples: 4210),
            new("latency", "westeurope", TestRuns.Start, 1.5, "one store did not answer", MeasurementVerdict.Pass, 1, "result < 2", null, 0.3, 0.2, 80, true),
            new("errors", "westeurope", TestRuns.Start.AddSeconds(30), 0.03, null, MeasurementVerdict.Inconclusive, 1, "result < 0.01", "result >= 0.05", Samples: 4180),
            new("errors", "westeurope", TestRuns.Start.AddSeconds(60), null, "https://prom.example.com/api/v1/query: it did not answer within 10 seconds.", MeasurementVerdict.Error, 1, "result < 0.01", "result >= 0.05"),
            new("errors", "westeurope", TestRuns.Start.AddSeconds(90), 0.07, null, MeasurementVerdict.Fail, 1, "result < 0.01", "result >= 0.05", Samples: 4300),
        ];
        return fm;
    }

    private static Fm Waiting()
    {
        var fm = new Fm();
        var run = TestRuns.Record(RunState.AwaitingApproval) with
        {
            Until = TestRuns.Start.AddHours(72),
            StillNeeded = ["release-manager (bo or kim)"],
            ApprovedBy = ["kim"],
            Waves = 3,
            PromotedFrom = "staging-20261122-080000-1a2b3c4",
            TopFindings = [new Finding("PLAN330", Severity.Warning, "the HTTP part was not rehearsed", "Look at it with care.", Target: "production/westeurope/gateway")],
        };
        fm.Migrator.With(TestRuns.Details(
            run,
            TestRuns.Target("production/westeurope/orders-db", TargetProgress.Planned),
            TestRuns.Target("production/westeurope/app-config", TargetProgress.Unchanged, changes: 0)));
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed, "test-20261122-080000-1a2b3c4") with { ReasonCode = null, Reason = "all targets verified" }));
        return fm;
    }
}
