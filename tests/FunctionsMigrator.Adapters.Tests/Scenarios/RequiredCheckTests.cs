using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What a policy requires of other systems for exactly this commit.</summary>
public sealed class RequiredCheckTests
{
    private const string Checks = "checks: { required: [ci/build, ci/integration], maxAge: 7d }\n";
    private const string Approvals = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }\n";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_asked_to_approve_before_all_checks_are_green_and_then_they_are()
    {
        await using var world = Begin(Checks + Approvals);
        var commit = world.Commit("First");
        var run = await world.RunAsync("production");
        Assert.Equal((RunState.AwaitingWindow, "CHK001", "checks: no result for this commit: ci/build, ci/integration"), (run.State, run.ReasonCode, run.Reason));

        await PostAsync(world, commit, "ci/build", CheckState.Success);
        await PostAsync(world, commit, "ci/integration", CheckState.Pending);
        run = await LaterAsync(world, run, TimeSpan.FromMinutes(20));
        Assert.Equal((RunState.AwaitingWindow, "CHK003", "checks: not done: ci/integration"), (run.State, run.ReasonCode, run.Reason));

        await PostAsync(world, commit, "ci/integration", CheckState.Success);
        run = await LaterAsync(world, run, TimeSpan.FromMinutes(30));
        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "bo")).State);
    }

    [Fact]
    public async Task A_check_that_turns_red_while_people_decide_keeps_the_run_from_beginning()
    {
        await using var world = Begin(Checks + Approvals);
        var commit = world.Commit("First");
        await GreenAsync(world, commit);
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        await PostAsync(world, commit, "ci/build", CheckState.Failure);

        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal((RunState.Denied, "CHK002", "checks: did not succeed: ci/build"), (run.State, run.ReasonCode, run.Reason));
    }

    [Fact]
    public async Task A_check_without_a_result_is_missing_after_a_quarter_of_an_hour()
    {
        await using var world = Begin(Checks);
        var commit = world.Commit("First");
        await PostAsync(world, commit, "ci/build", CheckState.Success);
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingWindow, run.State);

        run = await LaterAsync(world, run, TimeSpan.FromMinutes(16));

        Assert.Equal((RunState.Denied, "CHK001", "checks: no result for this commit: ci/integration"), (run.State, run.ReasonCode, run.Reason));
    }

    [Fact]
    public async Task Green_checks_of_another_commit_are_none()
    {
        await using var world = Begin(Checks);
        await GreenAsync(world, world.Commit("First"));
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Second");

        Assert.Equal((RunState.AwaitingWindow, "CHK001"), (await world.RunAsync("production")) is var run ? (run.State, run.ReasonCode) : default);
    }

    [Theory]
    [InlineData("Success", 0, null, false)]
    [InlineData("Success", 8, "CHK004", true)]
    [InlineData("Failure", 0, "CHK002", true)]
    [InlineData("Pending", 8, "CHK003", false)]
    public async Task Age_counts_for_what_is_green(string state, int days, string? code, bool ends)
    {
        var verdict = await LookAsync([new CheckResult("ci/build", Enum.Parse<CheckState>(state), Now.AddDays(-days), "github")], Now);

        Assert.Equal((code, ends), (verdict?.Code, verdict?.Ends ?? false));
    }

    [Fact]
    public async Task A_posted_result_ages_from_when_the_check_ended_and_no_other_tellers_result_makes_it_younger()
    {
        await using var world = Begin("checks: { required: [ci/build], maxAge: 7d }\n");
        var commit = world.Commit("First");
        var desk = new CheckDesk(world.Services, world.Engine);
        var ended = world.Time.GetUtcNow().AddDays(-8);
        Assert.Equal(ended, (await desk.PostAsync(new CheckPost(commit, "ci/build", CheckState.Success, ended), "ci", null, Cancellation)).Value.At);

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Denied, "CHK004"), (run.State, run.ReasonCode));
        var posted = new PostedChecks(world.Store.Records);
        var both = new RequiredChecks(world.Store.Records, new Told(() => Outcome.Of<IReadOnlyList<CheckResult>>([Green("ci/build")])));
        Assert.Equal("CHK004", (await both.WhyNotAsync(commit, new CheckRules { Required = ["ci/build"] }, Now, Now, Cancellation))?.Code);
        Assert.Single(await posted.ListAsync(commit, Cancellation));
    }

    [Fact]
    public async Task A_posted_result_ages_while_its_run_waits_for_people()
    {
        await using var world = Begin("checks: { required: [ci/build], maxAge: 7d }\n" + Approvals.Replace("approvals: {", "approvals: { collectWithin: 30d,", StringComparison.Ordinal));
        var commit = world.Commit("First");
        await PostAsync(world, commit, "ci/build", CheckState.Success);
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        world.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));

        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal((RunState.Denied, "CHK004"), (run.State, run.ReasonCode));
    }

    [Fact]
    public async Task A_result_of_a_time_to_come_is_refused()
    {
        await using var world = Begin("");
        var post = new CheckPost("59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5", "ci/build", CheckState.Success, world.Time.GetUtcNow().AddDays(1));

        Assert.Equal("CHK006", Assert.Single((await new CheckDesk(world.Services, world.Engine).PostAsync(post, "ci", null, Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task Of_several_results_of_one_name_the_worst_counts()
    {
        Assert.Equal("CHK002", (await LookAsync([Green("ci/build"), Green("ci/build") with { State = CheckState.Failure, At = Now.AddDays(-1) }], Now))?.Code);
        Assert.Equal("CHK003", (await LookAsync([Green("ci/build"), Green("ci/build") with { State = CheckState.Pending }], Now))?.Code);
        Assert.Null(await LookAsync([Green("ci/build"), Green("other") with { State = CheckState.Failure }], Now));
    }

    [Fact]
    public async Task What_cannot_be_read_is_waited_for_and_looked_at_less_and_less_often()
    {
        var away = CheckCodes.Unavailable.Fail<IReadOnlyList<CheckResult>>("checks: it answered 503");

        var first = await LookAsync(away, Now, since: Now);
        var later = await LookAsync(away, Now, since: Now.AddDays(-3));

        Assert.Equal(("CHK005", false, Now.AddMinutes(1)), (first!.Code, first.Ends, first.LookAgain));
        Assert.Equal((false, Now.AddDays(3 / 5.0)), (later!.Ends, later.LookAgain));
    }

    [Fact]
    public async Task Where_nothing_is_required_nobody_is_asked()
    {
        var checks = new RequiredChecks(new InMemoryStore().Records, new Told(() => throw new InvalidOperationException("Somebody was asked.")));

        Assert.Null(await checks.WhyNotAsync("c", new CheckRules(), Now, Now, Cancellation));
    }

    [Fact]
    public async Task A_posted_result_is_replaced_by_a_later_one_and_not_by_an_earlier_one()
    {
        var posted = new PostedChecks(new InMemoryStore().Records);
        await posted.SetAsync("c", Green("ci/build"), Cancellation);
        await posted.SetAsync("c", Green("ci/build") with { State = CheckState.Failure, At = Now.AddMinutes(-1) }, Cancellation);
        Assert.Equal(CheckState.Success, Assert.Single(await posted.ListAsync("c", Cancellation)).State);

        await posted.SetAsync("c", Green("ci/build") with { State = CheckState.Failure, At = Now.AddMinutes(1) }, Cancellation);
        Assert.Equal(CheckState.Failure, Assert.Single(await posted.ListAsync("c", Cancellation)).State);
    }

    [Theory]
    [InlineData("59b20b8", "ci/build", "CHK006")]
    [InlineData("59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5", "", "CHK006")]
    [InlineData("59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5", "a\nb", "CHK006")]
    public async Task A_post_that_names_no_commit_or_no_check_is_refused(string commit, string name, string code)
    {
        await using var world = Begin("");

        Assert.Equal(code, Assert.Single((await new CheckDesk(world.Services, world.Engine).PostAsync(new CheckPost(commit, name, CheckState.Success), "ci", null, Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task A_signed_result_is_good_once()
    {
        await using var world = Begin("");
        var desk = new CheckDesk(world.Services, world.Engine);
        var post = new CheckPost("59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5", "ci/build", CheckState.Success);
        Assert.True((await desk.PostAsync(post, "signature", "nonce-0001", Cancellation)).Succeeded);
        await desk.PostAsync(post with { State = CheckState.Failure }, "signature", "nonce-0002", Cancellation);

        Assert.Equal("DLV008", Assert.Single((await desk.PostAsync(post, "signature", "nonce-0001", Cancellation)).Findings).Code);
        Assert.Equal(CheckState.Failure, Assert.Single(await new PostedChecks(world.Store.Records).ListAsync(post.Commit, Cancellation)).State);
    }

    private static Scenario Begin(string policy)
    {
        var files = new Dictionary<string, string>(SmallRepository.Files) { ["policies/production.yaml"] = SmallRepository.Policy(policy) };
        return Scenario.Begin(files);
    }

    private static CheckResult Green(string name) => new(name, CheckState.Success, Now, "github");

    private static async Task GreenAsync(Scenario world, string commit)
    {
        await PostAsync(world, commit, "ci/build", CheckState.Success);
        await PostAsync(world, commit, "ci/integration", CheckState.Success);
    }

    private static async Task PostAsync(Scenario world, string commit, string name, CheckState state)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await new CheckDesk(world.Services, world.Engine).PostAsync(new CheckPost(commit, name, state), "ci", null, Cancellation)).Succeeded);
    }

    private static async Task<RunRecord> LaterAsync(Scenario world, RunRecord run, TimeSpan time)
    {
        world.Time.Advance(time);
        return await world.DriveAsync(run.Id);
    }

    private static Task<CheckVerdict?> LookAsync(IReadOnlyList<CheckResult> results, DateTimeOffset now) => LookAsync(Outcome.Of(results), now, now);

    private static Task<CheckVerdict?> LookAsync(Outcome<IReadOnlyList<CheckResult>> told, DateTimeOffset now, DateTimeOffset since) =>
        new RequiredChecks(new InMemoryStore().Records, new Told(() => told)).WhyNotAsync("c", new CheckRules { Required = ["ci/build"] }, since, now, Cancellation);

    private sealed class Told(Func<Outcome<IReadOnlyList<CheckResult>>> told) : ICommitChecks
    {
        public Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(string commit, CancellationToken cancellation) => Task.FromResult(told());
    }
}
