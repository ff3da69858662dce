using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Tests;

/// <summary>What goes in at one end of the wire comes out at the other.</summary>
public sealed class RoundTripTests
{
    private static readonly Caller Nobody = new("ignored", new HashSet<AccessRole>(), "owner");
    private static readonly Caller Ada = new("ada", new HashSet<AccessRole> { AccessRole.Operator, AccessRole.Approver, AccessRole.Admin }, "api-key");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_that_make_runs_arrive_whole_and_answer_whole(bool created)
    {
        await using var server = await ApiServer.StartAsync();
        var answer = server.Operations.Started = Outcome.Of(new StartedRun(Samples.Run, created), Samples.Findings);

        var start = new StartRequest("production", "feature/ü y");
        Same(answer, await server.Client.StartAsync(start, Nobody, Cancellation));
        var promote = new PromoteRequest("production", "1a2b3c4", "v1.0");
        Same(answer, await server.Client.PromoteAsync(promote, Nobody, Cancellation));
        var rollback = new RollbackRequest(Samples.Run.Id, "because", ["production/westeurope/orders-db[acme]"], ["production/westeurope", "production/eastus/orders-db"]);
        Same(answer, await server.Client.RollBackAsync(rollback, Nobody, Cancellation));
        Same(server.Operations.Rollback, await server.Client.PreviewRollBackAsync(rollback, Nobody, Cancellation));
        Same(answer, await server.Client.RetryAsync("b?c d%", Nobody, Cancellation));

        Assert.Equal(Json<object?[]>([start, Ada, promote, Ada, rollback, Ada, rollback, Ada, "b?c d%", Ada]), Json(server.Operations.Asked.ToArray()));
    }

    [Theory]
    [InlineData(CommandKind.Approve)]
    [InlineData(CommandKind.Reject)]
    [InlineData(CommandKind.Abort)]
    [InlineData(CommandKind.Pause)]
    [InlineData(CommandKind.Resume)]
    [InlineData(CommandKind.Retry)]
    [InlineData(CommandKind.Skip)]
    [InlineData(CommandKind.Advance)]
    [InlineData(CommandKind.Withdraw)]
    [InlineData(CommandKind.Override)]
    [InlineData(CommandKind.BreakGlass)]
    [InlineData(CommandKind.Review)]
    public async Task Commands_arrive_whole_and_answer_whole(CommandKind kind)
    {
        await using var server = await ApiServer.StartAsync();
        var answer = server.Operations.Command = Outcome.Of(Samples.Command, Samples.Findings);
        var request = new CommandRequest(kind, "7f3c9a2e", "why \"not\"", Samples.Address.ToString(), Keep: true, All: true);

        Same(answer, await server.Client.CommandAsync(Samples.Run.Id, request, Nobody, Cancellation));

        Assert.Equal((Samples.Run.Id, request), server.Operations.Asked[0]);
    }

    [Fact]
    public async Task A_queue_answers_whole()
    {
        await using var server = await ApiServer.StartAsync();
        var older = Samples.Run with { Id = "production-1", State = Core.Runs.RunState.Superseded, SupersededBy = Samples.Run.Id };
        var queue = server.Operations.Queue = Outcome.Of(Core.Runs.RunQueue.Of("a?b c%", [Samples.Run, older], null));

        Same(queue, await server.Client.GetQueueAsync("a?b c%", Cancellation));

        Assert.Equal("a?b c%", server.Operations.Asked[0]);
    }

    [Fact]
    public async Task Runs_plans_drift_and_locks_answer_whole()
    {
        await using var server = await ApiServer.StartAsync();
        var operations = server.Operations;
        operations.Details = Outcome.Of(Samples.Details, Samples.Findings);
        operations.Plan = Outcome.Of(Samples.Plan, Samples.Findings);

        Same(operations.Details, await server.Client.GetAsync(Samples.Run.Id, Cancellation));
        Same(operations.Explanation, await server.Client.ExplainAsync(new ExplainRequest(Samples.Run.Id, At: Samples.At), Cancellation));
        Same(operations.Explanation, await server.Client.ExplainAsync(new ExplainRequest(Environment: "pro duction"), Cancellation));
        var delegated = new DelegateRequest("kim", Samples.At, Samples.At.AddDays(7), "dba", "holidays");
        Same(Outcome.Of(Samples.Delegation), await server.Client.DelegateAsync(delegated, Nobody, Cancellation));
        Assert.Contains(delegated, operations.Asked);
        Assert.Equal([Samples.Delegation], await server.Client.ListDelegationsAsync(Cancellation).ToListAsync(Cancellation));
        Same(operations.Plan, await server.Client.GetPlanAsync(Samples.Run.Id, Cancellation));
        Same(operations.Broken, await server.Client.BreakLockAsync("production", "stuck", Nobody, Cancellation));
        var filter = new RunFilter("pro duction&x=1", OpenOnly: true, Limit: 7);
        Assert.Equal(Json(operations.Runs), Json(await server.Client.ListAsync(filter, Cancellation).ToListAsync(Cancellation)));
        Assert.Equal(Json(operations.Drift), Json(await server.Client.ListDriftAsync(Cancellation).ToListAsync(Cancellation)));
        Assert.Equal(operations.Stopped, await server.Client.ListStoppedLoopsAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(operations.Locks, await server.Client.ListLocksAsync(Cancellation).ToListAsync(Cancellation));

        Assert.Contains(("production", "stuck"), operations.Asked);
        Assert.Contains(filter, operations.Asked);
    }

    [Fact]
    public async Task What_is_asked_of_drift_arrives_whole_and_answers_whole()
    {
        await using var server = await ApiServer.StartAsync();
        var operations = server.Operations;
        var filter = new DriftFilter("pro duction", All: true);
        var heal = new HealRequest("pro duction", Samples.Address.ToString(), ["settings a/b c"], "wrong");
        var keep = new KeepRequest("pro duction", ["0123456789ab"], "meant", Samples.At.AddDays(1), Samples.Address.ToString());

        Assert.Equal(Json(operations.Drifted), Json(await server.Client.ListDriftedItemsAsync(filter, Cancellation).ToListAsync(Cancellation)));
        Same(Outcome.Of(operations.Drift), await server.Client.ScanDriftAsync("pro duction", Nobody, Cancellation));
        Same(operations.Started, await server.Client.HealDriftAsync(heal, Nobody, Cancellation));
        Same(Outcome.Of(operations.Drifted), await server.Client.KeepDriftAsync(keep, Nobody, Cancellation));

        Assert.Equal(Json<object?[]>([filter, "scan pro duction", Ada, heal, Ada, keep, Ada]), Json(operations.Asked.ToArray()));
    }

    [Fact]
    public async Task Streams_arrive_whole_and_in_order()
    {
        await using var server = await ApiServer.StartAsync();
        var operations = server.Operations;
        operations.Changes = [.. Enumerable.Range(0, 5000).Select(n => Samples.Changes[n % 2] with { Id = $"{n:D6}" })];

        Assert.Equal(Json(operations.Changes), Json(await server.Client.ReadPlanAsync(Samples.Target, Cancellation).ToListAsync(Cancellation)));
        Assert.Equal(Json(operations.Findings), Json(await server.Client.ReadFindingsAsync(Samples.FindingBlob, Cancellation).ToListAsync(Cancellation)));
        Assert.Equal(Json(operations.Audit), Json(await server.Client.ReadAuditAsync(Samples.Run.Id, Cancellation).ToListAsync(Cancellation)));
        Assert.Equal(Json(operations.Measurements), Json(await server.Client.ReadMeasurementsAsync(Samples.Run.Id, Cancellation).ToListAsync(Cancellation)));

        Assert.Contains(("measurements", Samples.Run.Id), operations.Asked);
        Assert.Contains(Samples.LineBlob, operations.Asked);
        Assert.Contains(Samples.FindingBlob, operations.Asked);
    }

    [Fact]
    public async Task A_plan_without_lines_has_no_changes()
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Empty(await server.Client.ReadPlanAsync(Samples.Target with { Lines = null }, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Failures_come_back_with_all_their_findings()
    {
        await using var server = await ApiServer.StartAsync();
        IReadOnlyList<Finding> findings = [.. Samples.Findings, RunCodes.OtherPlan.Finding("The plan is another.", remedy: "look")];
        server.Operations.Command = Outcome.Fail<RunCommand>(findings);
        server.Operations.Details = RunCodes.Unknown.Fail<RunDetails>("There is no run x.");

        Assert.Equal(findings, (await server.Client.CommandAsync("x", new CommandRequest(CommandKind.Approve), Nobody, Cancellation)).Findings);
        Assert.Equal(server.Operations.Details.Findings, (await server.Client.GetAsync("x", Cancellation)).Findings);
        var failure = await Assert.ThrowsAsync<StoreException>(async () => await server.Client.ReadAuditAsync("x", Cancellation).ToListAsync(Cancellation));
        Assert.Equal(server.Operations.Details.Findings[0], failure.Finding);
    }

    private static void Same<T>(Outcome<T> expected, Outcome<T> actual)
    {
        Assert.True(actual.Succeeded, string.Join("; ", actual.Findings));
        Assert.Equal(Json(expected.Value), Json(actual.Value));
        Assert.Equal(expected.Findings, actual.Findings);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, FmJson.Indented);
}
