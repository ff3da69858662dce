using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What rules and people decide about a run.</summary>
public sealed class RunDecisionTests
{
    private const string NeedsBo = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: plan, collectWithin: 1h }";

    [Fact]
    public async Task An_approval_by_a_second_person_lets_it_go_and_one_by_the_author_does_not()
    {
        await using var world = SmallRepository.Begin(NeedsBo);

        var run = await world.RunAsync("production", Scenario.Key("ci"));
        Assert.Equal(RunState.AwaitingApproval, run.State);
        var digest = run.Plan!.Digest.Hex;
        Assert.Equal("The approval of ada does not count: ada wrote or started what is approved.", await RefusedAsync(world, run.Id, new(CommandKind.Approve, digest), "ada"));
        Assert.Equal("The approval of zoe does not count: key zoe belongs to nobody in People.", await RefusedAsync(world, run.Id, new(CommandKind.Approve, digest), "zoe"));
        Assert.Equal("The refusal of zoe does not count: zoe holds none of the needed roles.", await RefusedAsync(world, run.Id, new(CommandKind.Reject, Reason: "no"), "zoe"));
        Assert.StartsWith("bo has not approved plan", await RefusedAsync(world, run.Id, new(CommandKind.Withdraw), "bo"), StringComparison.Ordinal);
        run = await world.ApproveAsync(run.Id, "bo");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(["bo"], run.ApprovedBy);
    }

    [Fact]
    public async Task A_refusal_ends_it_and_nothing_was_written()
    {
        await using var world = SmallRepository.Begin(NeedsBo);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        run = await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Reject, Reason: "not on a Friday"), Scenario.Key("bo"));

        Assert.Equal(RunState.Rejected, run.State);
        Assert.Equal("refused by bo: not on a Friday", run.Reason);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "data")));
    }

    [Fact]
    public async Task Nobody_decides_and_it_expires()
    {
        await using var world = SmallRepository.Begin(NeedsBo);
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        world.Time.Advance(TimeSpan.FromHours(2));
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Expired, run.State);
    }

    [Fact]
    public async Task A_run_waits_for_its_window_and_goes_by_itself_when_it_opens()
    {
        await using var world = SmallRepository.Begin("windows: [ { allow: \"Tue 09:00-10:00\", zone: UTC } ]");

        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingWindow, run.State);
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T09:00:00Z"), run.Until);
        world.Time.Advance(run.Until!.Value - world.Time.GetUtcNow());
        run = await world.DriveAsync(run.Id);

        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task Too_many_deletes_are_denied()
    {
        await using var world = SmallRepository.Begin("limits: { deletes: { percent: 5, rows: 0 } }");
        await world.RunAsync("production");
        world.Write("metadata/colours.csv", "code,name\nb,blue\n").Commit("Fewer");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Denied, run.State);
        Assert.Equal("POL101", run.ReasonCode);
    }

    private static async Task<string> RefusedAsync(Scenario world, string run, CommandRequest request, string person)
    {
        var finding = Assert.Single((await world.Migrator.CommandAsync(run, request, Scenario.Key(person), CancellationToken.None)).Findings);
        Assert.Equal("POL121", finding.Code);
        return finding.Message;
    }
}
