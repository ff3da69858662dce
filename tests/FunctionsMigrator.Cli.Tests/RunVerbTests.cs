using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests;

public sealed class RunVerbTests
{
    [Theory]
    [InlineData(RunState.Completed, 0)]
    [InlineData(RunState.NoChanges, 0)]
    [InlineData(RunState.Invalid, 1)]
    [InlineData(RunState.Conflict, 1)]
    [InlineData(RunState.Cancelled, 1)]
    [InlineData(RunState.Denied, 3)]
    [InlineData(RunState.Rejected, 3)]
    [InlineData(RunState.Expired, 3)]
    [InlineData(RunState.Superseded, 3)]
    [InlineData(RunState.RolledBack, 4)]
    [InlineData(RunState.Partial, 1)]
    [InlineData(RunState.Failed, 1)]
    [InlineData(RunState.AwaitingApproval, 3)]
    [InlineData(RunState.AwaitingWindow, 3)]
    [InlineData(RunState.Paused, 3)]
    public async Task A_run_ends_a_piped_migrate_with_its_exit_code(RunState state, int exit)
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(state)));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.Equal(exit, result.Exit);
        Assert.Equal(["start production HEAD by tess"], fm.Migrator.Asked);
    }

    [Fact]
    public async Task A_superseded_run_is_no_failure_where_that_is_allowed()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Superseded)));

        Assert.Equal(0, (await fm.RunAsync("migrate", "--env", "production", "--allow-superseded")).Exit);
    }

    [Fact]
    public async Task A_run_that_waits_for_approval_says_what_to_type()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.AwaitingApproval) with { StillNeeded = ["release-manager (kim)"] }));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.Contains("needed: release-manager (kim)", result.Out, StringComparison.Ordinal);
        Assert.EndsWith($"next: fm plan --run {TestRuns.Id}\nnext: fm approve {TestRuns.Id} --plan {TestRuns.Plan.Short}\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunState.Conflict)]
    [InlineData(RunState.Denied)]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Expired)]
    [InlineData(RunState.Partial)]
    public async Task A_run_that_can_be_tried_again_says_how(RunState state)
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(state)));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.EndsWith($"next: fm retry {TestRuns.Id}\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Conflict)]
    [InlineData(RunState.Invalid)]
    public async Task A_taking_back_that_failed_is_asked_again_by_the_run_that_it_takes_back(RunState state)
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(state) with { Reverts = "production-1" }));

        var result = await fm.RunAsync("resume", TestRuns.Id);

        Assert.EndsWith("next: fm rollback production-1\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_true_of_several_targets_is_said_once_and_names_them()
    {
        var fm = new Fm();
        Finding[] found = [.. new[] { "production/weu/db", "production/neu/db" }.Select(target => PlanCodes.TakenBack.Finding("again", new Place("a.yaml", 1, 1), target))];
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Failed) with { TopFindings = found }));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.Single(result.Out.Split('\n'), line => line.EndsWith("again", StringComparison.Ordinal));
        Assert.Contains("on:   production/weu/db, production/neu/db\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_in_a_pipe_is_one_line_for_every_change()
    {
        var fm = new Fm();
        fm.Migrator.With(
            TestRuns.Details(TestRuns.Record(RunState.Planning)),
            TestRuns.Details(TestRuns.Record(RunState.Applying) with { Wave = 1, Waves = 2 }, TestRuns.Target("production/weu/db", TargetProgress.Applying, 1), TestRuns.Target("production/neu/db", TargetProgress.Planned)),
            TestRuns.Details(TestRuns.Record(RunState.Applying) with { Wave = 1, Waves = 2 }, TestRuns.Target("production/weu/db", TargetProgress.Applying, 3), TestRuns.Target("production/neu/db", TargetProgress.Planned)),
            TestRuns.Details(TestRuns.Record(RunState.RolledBack), TestRuns.Target("production/weu/db", TargetProgress.Restored, 4, message: "script failed"), TestRuns.Target("production/neu/db", TargetProgress.Planned)));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.Equal(4, result.Exit);
        Assert.Contains(
            "Planning\nApplying wave 1 of 2\n  production/weu/db  Applying  1/4\nRolledBack\n  production/weu/db  Restored  4/4: script failed\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_when_the_time_given_for_it_is_over()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.AwaitingApproval)));

        var result = await fm.RunAsync("migrate", "--env", "production", "--wait", "10m");

        Assert.Equal(3, result.Exit);
        Assert.InRange(fm.Time.GetUtcNow() - TestRuns.Start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_run_that_bakes_is_followed_even_when_nobody_waits_for_people()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Baking)), TestRuns.Details(TestRuns.Record(RunState.Baking)), TestRuns.Details(TestRuns.Record(RunState.Completed)));

        Assert.Equal(0, (await fm.RunAsync("migrate", "--env", "production", "--wait", "0")).Exit);
    }

    [Fact]
    public async Task Another_process_gets_a_moment_to_act_on_what_was_asked()
    {
        var fm = new Fm();
        fm.Host.Drives = _ => Task.FromResult(new Drive(DriveEnd.Elsewhere, Owner: "serve/1"));
        fm.Migrator.With(
            TestRuns.Details(TestRuns.Record(RunState.AwaitingApproval)), TestRuns.Details(TestRuns.Record(RunState.AwaitingApproval)),
            TestRuns.Details(TestRuns.Record(RunState.Applying)), TestRuns.Details(TestRuns.Record(RunState.Completed)));

        Assert.Equal(0, (await fm.RunAsync("approve", TestRuns.Id, "--plan", "7f3c9a2e")).Exit);
    }

    [Fact]
    public async Task A_run_that_cannot_go_on_says_why()
    {
        var fm = new Fm();
        fm.Host.Drives = _ => Task.FromResult(new Drive(DriveEnd.Stuck, Problem: StoreCodes.Full.Finding("no space left in .fm")));
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Applying)));

        var result = await fm.RunAsync("resume", TestRuns.Id);

        Assert.Equal(1, result.Exit);
        Assert.StartsWith("error STO002: no space left in .fm\n  next: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_loses_nothing_and_says_how_to_go_on()
    {
        using var stop = new CancellationTokenSource();
        var fm = new Fm();
        fm.Host.Drives = async cancellation =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return new Drive(DriveEnd.Waiting);
        };
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Applying)));

        var result = await fm.RunAsync(stop.Token, "migrate", "--env", "production");

        Assert.Equal(3, result.Exit);
        Assert.Equal($"stopped; nothing is lost. Continue: fm resume {TestRuns.Id}\n", result.Error);
    }

    [Theory]
    [InlineData("approve RUN --plan 7f3c9a2e", "Approve RUN plan=7f3c9a2e reason= target= keep=False by tess")]
    [InlineData("reject RUN --reason no", "Reject RUN plan= reason=no target= keep=False by tess")]
    [InlineData("withdraw RUN", "Withdraw RUN plan= reason= target= keep=False by tess")]
    [InlineData("abort RUN --keep --reason why", "Abort RUN plan= reason=why target= keep=True by tess")]
    [InlineData("pause RUN", "Pause RUN plan= reason= target= keep=False by tess")]
    [InlineData("advance RUN --reason why", "Advance RUN plan= reason=why target= keep=False by tess")]
    [InlineData("advance RUN --all", "Advance RUN plan= reason= target= keep=False all by tess")]
    [InlineData("skip RUN production/weu/db --reason why", "Skip RUN plan= reason=why target=production/weu/db keep=False by tess")]
    [InlineData("rollback RUN --reason why --accept-data-loss production/weu/db", "roll back RUN 'why' [production/weu/db] by tess")]
    [InlineData("rollback RUN --targets production/weu,production/neu/db --targets production/eus", "roll back RUN '' [] on production/weu production/neu/db production/eus by tess")]
    [InlineData("promote production --commit 1a2b3c4", "promote production 1a2b3c4 by tess")]
    [InlineData("promote production --trust-from v1.0", "promote production newest trusting v1.0 by tess")]
    [InlineData("promote production", "promote production newest by tess")]
    [InlineData("retry RUN", "retry RUN by tess")]
    [InlineData("migrate --env production --commit main", "start production main by tess")]
    public async Task A_verb_asks_what_it_says(string line, string asked)
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed)));

        await fm.RunAsync(line.Replace("RUN", TestRuns.Id, StringComparison.Ordinal).Split(' '));

        Assert.Equal([asked.Replace("RUN", TestRuns.Id, StringComparison.Ordinal)], fm.Migrator.Asked);
    }

    [Theory]
    [InlineData(RunState.Paused, "Resume")]
    [InlineData(RunState.Applying, null)]
    public async Task Resume_lifts_a_pause_only_where_there_is_one(RunState state, string? asked)
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(state)), TestRuns.Details(TestRuns.Record(RunState.Completed)));

        Assert.Equal(0, (await fm.RunAsync("resume", TestRuns.Id)).Exit);
        Assert.Equal(asked is null ? 0 : 1, fm.Migrator.Asked.Count(line => line.StartsWith("Resume", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Retry_of_a_paused_run_tries_its_targets_again()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Paused)), TestRuns.Details(TestRuns.Record(RunState.Completed)));

        await fm.RunAsync("retry", TestRuns.Id);

        Assert.StartsWith("Retry ", Assert.Single(fm.Migrator.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_resume_takes_the_newest_open_run_of_the_environment()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Applying, "test-1"))).With(TestRuns.Details(TestRuns.Record(RunState.Applying)), TestRuns.Details(TestRuns.Record(RunState.Completed)));

        var result = await fm.RunAsync("migrate", "--resume", "--env", "production");

        Assert.Equal(0, result.Exit);
        Assert.Contains(TestRuns.Id, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_resume_without_an_open_run_fails()
    {
        var result = await new Fm().RunAsync("migrate", "--resume");

        Assert.Equal(1, result.Exit);
        Assert.StartsWith("error CLI006: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_rule_forbids_exits_with_3()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed)));
        fm.Migrator.Refusal = new Finding("POL210", Severity.Error, "the soak is not over", "Wait.");

        Assert.Equal(3, (await fm.RunAsync("promote", "production")).Exit);
    }

    [Fact]
    public async Task What_is_refused_otherwise_exits_with_1_and_names_target_and_remedy()
    {
        var fm = new Fm();
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed)));
        fm.Migrator.Refusal = new Finding("ACC010", Severity.Error, "tess may not do this", "Ask an admin.", Target: "production/weu/db");

        var result = await fm.RunAsync("abort", TestRuns.Id);

        Assert.Equal(1, result.Exit);
        Assert.Equal("error ACC010: tess may not do this\n  where: production/weu/db\n  next: Ask an admin.\n", result.Error);
    }

    [Fact]
    public async Task At_a_terminal_the_targets_are_a_table()
    {
        var fm = new Fm { AtTerminal = true };
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Completed), TestRuns.Target("production/weu/db", TargetProgress.Applied, 4)));

        var result = await fm.RunAsync("migrate", "--env", "production");

        Assert.Equal(0, result.Exit);
        Assert.Contains("Applied 4/4", result.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "NO_COLOR")]
    [InlineData(true, "none")]
    public async Task Colours_are_off_where_nobody_wants_them(bool option, string variable)
    {
        var fm = new Fm { AtTerminal = true, Surroundings = new TestSurroundings("/nowhere", (variable, "1")) };
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Failed)));

        var result = await fm.RunAsync(option ? ["status", "--no-color"] : ["status"]);

        Assert.DoesNotContain('\u001b', result.Out);
    }

    [Fact]
    public async Task Text_of_a_commit_or_a_person_reaches_no_terminal_as_it_is()
    {
        var fm = new Fm { AtTerminal = true };
        fm.Migrator.With(TestRuns.Details(TestRuns.Record(RunState.Failed) with { Title = "x\u001b]0;evil\u0007", Reason = "y\u001b[2J", StartedBy = "z\u009b31m" }, TestRuns.Target("production/weu/db", TargetProgress.Failed, message: "m\u001b[2J")));

        var shown = await fm.RunAsync("status", TestRuns.Id, "--no-color");
        var listed = await fm.RunAsync("status", "--no-color");
        var followed = await fm.RunAsync("resume", TestRuns.Id, "--no-color");

        Assert.DoesNotContain('\u001b', shown.Out + listed.Out);
        Assert.DoesNotContain("\u001b]0", followed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2Jy", followed.Out, StringComparison.Ordinal);
    }
}
