using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Workflow;

/// <summary>No history exceeds five hundred facts, whatever the shape of the run.</summary>
public sealed class HistorySizeTests
{
    private const int AllLines = 300 * CannedRun.Lines;

    [Fact]
    public async Task Three_hundred_targets_are_applied_in_short_histories()
    {
        var run = new CannedRun();
        await run.RunAsync();

        Assert.Equal(RunState.Completed, run.End!.State);
        Assert.Equal(AllLines, run.Done.Written);
        AssertShort(run);
    }

    [Fact]
    public async Task Targets_that_answer_only_at_the_fifth_try_are_asked_in_short_histories()
    {
        var run = new CannedRun { FailuresPerCall = 4 };
        await run.RunAsync();

        AssertShort(run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Plans_that_take_hours_to_write_are_written_and_taken_back_in_pieces(int rounds)
    {
        var run = new CannedRun { Rounds = rounds, LinesAtATime = 1_000 / rounds / 10, Bake = TimeSpan.FromMinutes(1), GoodMeasurements = 0 };
        await run.RunAsync();

        Assert.Equal((RunState.RolledBack, AllLines, AllLines), (run.End!.State, run.Done.Written, run.Done.TakenBack));
        Assert.InRange(run.Facts.Count, 30, 500);
        AssertShort(run);
    }

    [Fact]
    public async Task Hours_of_measurements_is_taken_in_pieces()
    {
        var run = new CannedRun { Bake = TimeSpan.FromHours(4) };
        await run.RunAsync();

        Assert.Equal(RunState.Completed, run.End!.State);
        Assert.InRange(run.Facts.Keys.Count(id => id.StartsWith("run.w1.bake", StringComparison.Ordinal)), 12, 14);
        AssertShort(run);
    }

    [Fact]
    public async Task Writing_that_answers_five_times_without_coming_further_is_given_up()
    {
        var run = new CannedRun { LinesAtATime = 0 };
        await run.RunAsync();

        Assert.Equal(RunState.Failed, run.End!.State);
        Assert.Contains(run.End.Failures!, failure => failure.Code == RunCodes.NoProgress.Code);
        AssertShort(run);
    }

    private static void AssertShort(CannedRun run)
    {
        var longest = run.Facts.MaxBy(instance => instance.Value);
        Assert.True(longest.Value <= 500, $"{longest.Key} has {longest.Value} facts.");
    }
}
