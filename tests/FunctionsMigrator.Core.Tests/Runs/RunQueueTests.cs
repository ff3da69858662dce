using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Runs;

public sealed class RunQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Who_waits_stands_behind_the_run_that_holds_the_environment()
    {
        var queue = RunQueue.Of("production", [Run(3, RunState.AwaitingApproval), Run(2, RunState.Baking), Run(1, RunState.Completed), Run(4, RunState.AwaitingWindow)], "production-2");

        Assert.Equal(["production-2", "production-3", "production-4"], queue.Open.Select(run => run.Run));
        Assert.Equal([null, "production-2", "production-2"], queue.Open.Select(run => run.Behind));
    }

    [Fact]
    public void Where_nobody_holds_it_a_newer_run_stands_behind_the_older_one()
    {
        var queue = RunQueue.Of("production", [Run(3, RunState.AwaitingApproval), Run(2, RunState.AwaitingApproval)], null);

        Assert.Equal([("production-2", null), ("production-3", "production-2")], queue.Open.Select(run => (run.Run, run.Behind)));
    }

    [Fact]
    public void A_replaced_run_names_the_one_that_brings_its_commit_in_the_end()
    {
        var queue = RunQueue.Of("production", [Replaced(1, 2), Replaced(2, 4), Run(4, RunState.Applying)], "production-4");

        Assert.Equal([("production-2", "production-4", "production-4"), ("production-1", "production-2", "production-4")], queue.Replaced.Select(run => (run.Run, run.By, run.Brought)));
    }

    [Fact]
    public void Runs_that_name_each_other_end_the_search() =>
        Assert.Equal(2, RunQueue.Of("production", [Replaced(1, 2), Replaced(2, 1)], null).Replaced.Count);

    private static RunRecord Replaced(int number, int by) => Run(number, RunState.Superseded) with { SupersededBy = $"production-{by}" };

    private static RunRecord Run(int number, RunState state) => new()
    {
        Id = $"production-{number}",
        Environment = "production",
        Commit = new string('a', 40),
        Repository = "/repo",
        Version = 1,
        StartedBy = "ada",
        StartedAt = Now.AddMinutes(number),
        UpdatedAt = Now.AddMinutes(number),
        State = state,
    };
}
