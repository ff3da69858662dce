using FunctionsMigrator.Cli.Tests.Doubles;
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
    public async Task The_document_of_one_run_is_approved() => Approved.Matches((await Waiting().RunAsync("status", TestRuns.Id, "--json")).Out, "Json/status-run.approved.json");

    [Fact]
    public async Task The_document_of_a_list_is_approved() => Approved.Matches((await Waiting().RunAsync("status", "--json")).Out, "Json/status-list.approved.json");

    [Fact]
    public async Task The_document_of_a_followed_run_is_approved() =>
        Approved.Matches((await Waiting().RunAsync("migrate", "--env", "production", "--json")).Out, "Json/migrate.approved.json");

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

        Assert.Equal([$"list {new RunFilter("test", OpenOnly: true, Limit: 5)}"], fm.Migrator.Asked);
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
