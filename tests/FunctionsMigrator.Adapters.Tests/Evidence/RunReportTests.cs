using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Evidence;

/// <summary>What auditors read of real runs.</summary>
public sealed class RunReportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_tells_who_wrote_started_and_approved_which_plan_and_when()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromMinutes(5));
        var approved = world.Time.GetUtcNow();
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.Completed, run.State);

        var row = Assert.Single(await RowsAsync(world));

        Assert.Equal((run.Id, RunState.Completed, AuditState.Intact), (row.Run, row.State, row.Audit));
        Assert.Equal(run.Plan!.Digest, row.Plan);
        Assert.NotEmpty(row.Authors);
        Assert.Equal(run.StartedBy, row.Starter);
        var decided = Assert.Single(row.Approvers);
        Assert.Equal("bo", decided.By);
        Assert.InRange(decided.At, approved, approved.AddMinutes(1));
        Assert.True(row.Ended >= decided.At);
        Assert.Empty(row.Findings);
    }

    [Fact]
    public async Task A_record_that_says_something_else_than_its_audit_is_told()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        await world.ApproveAsync(run.Id, "bo");
        await new RunStore(world.Store.Records, world.Time).UpdateAsync(run.Id, record => record with { State = RunState.NoChanges, Commit = new string('f', 40) }, Cancellation);

        var row = Assert.Single(await RowsAsync(world));

        Assert.Equal(["AUD014", "AUD014"], row.Findings.Select(finding => finding.Code));
        Assert.Equal(AuditState.Intact, row.Audit);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason()
    {
        await using var world = Begin();
        var run = await world.RunAsync("production");
        await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Reject, Reason: "not today"), Scenario.Key("bo", AccessRole.Approver));

        var row = Assert.Single(await RowsAsync(world));

        Assert.Equal(RunState.Rejected, row.State);
        Assert.Empty(row.Approvers);
        Assert.Equal(("bo", "not today"), (Assert.Single(row.Refusals).By, row.Refusals[0].Reason));
    }

    private static Scenario Begin()
    {
        var world = Scenario.Begin(new Dictionary<string, string>(SmallRepository.Files)
        {
            ["policies/production.yaml"] = SmallRepository.Policy("approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }"),
        });
        world.Commit("First");
        return world;
    }

    private static async Task<List<RunRow>> RowsAsync(Scenario world) =>
        await new RunReport(world.Services).ReadAsync("production", new ReportPeriod(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Cancellation).ToListAsync(Cancellation);
}
