using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Runs;

public sealed class SteeringTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);
    private static readonly TargetAddress Target = new("production", "west", "db");

    [Theory]
    [InlineData(CommandKind.Abort, "Received AwaitingApproval AwaitingWindow Applying Baking Paused Gate Window")]
    [InlineData(CommandKind.Pause, "Applying Baking")]
    [InlineData(CommandKind.Resume, "Paused")]
    [InlineData(CommandKind.Retry, "Paused")]
    [InlineData(CommandKind.Skip, "Applying Baking Paused Gate Window")]
    [InlineData(CommandKind.Advance, "Baking Gate")]
    public void A_command_is_taken_where_it_means_something_and_nowhere_else(CommandKind kind, string where)
    {
        string[] all = ["Received", "AwaitingApproval", "AwaitingWindow", "Applying", "Baking", "Paused", "Gate", "Window", "RollingBack", "Completed", "Partial"];

        Assert.Equal(where.Split(' '), all.Where(state => Steering.WhyNot(Run(state), [], Asked(kind)) is null));
    }

    [Fact]
    public void Of_two_opposite_commands_at_once_the_first_counts_and_the_second_is_told_whose_it_was()
    {
        var finding = Steering.WhyNot(Run("Paused"), [Given(1, CommandKind.Abort)], Asked(CommandKind.Resume))!;

        Assert.Equal(RunCodes.Overtaken.Code, finding.Code);
        Assert.Contains("ada stopped the run with command 1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_behind_a_resume_that_is_not_done_yet_holds_for_what_follows() =>
        Assert.Null(Steering.WhyNot(Run("Paused"), [Given(1, CommandKind.Resume)], Asked(CommandKind.Pause)));

    [Theory]
    [InlineData("Paused", CommandKind.Resume)]
    [InlineData("Paused", CommandKind.Retry)]
    [InlineData("Applying", CommandKind.Pause)]
    [InlineData("Gate", CommandKind.Advance)]
    [InlineData("Baking", CommandKind.Advance)]
    public void The_same_command_twice_is_told_of_the_first_also_when_that_has_been_read(string state, CommandKind kind)
    {
        var run = Run(state) with { Seen = 1 };

        Assert.Equal(RunCodes.Overtaken.Code, Steering.WhyNot(run, [Given(1, kind)], Asked(kind))?.Code);
        Assert.Null(Steering.WhyNot(run with { Turn = 8, Wave = 3 }, [Given(1, kind)], Asked(kind)));
    }

    [Fact]
    public void A_bake_is_not_cut_short_behind_a_pause() =>
        Assert.Equal(RunCodes.Overtaken.Code, Steering.WhyNot(Run("Baking"), [Given(1, CommandKind.Pause)], Asked(CommandKind.Advance))?.Code);

    [Theory]
    [InlineData(TargetProgress.Unchanged)]
    [InlineData(TargetProgress.Skipped)]
    [InlineData(TargetProgress.Restored)]
    public void A_target_that_holds_nothing_of_the_run_is_not_left_out(TargetProgress progress) =>
        Assert.Equal(RunCodes.NotNow.Code, Steering.WhyNot(Run("Applying"), [], Asked(CommandKind.Skip), new TargetState(Target, progress, 1, 1))?.Code);

    [Theory]
    [InlineData(CommandKind.Abort)]
    [InlineData(CommandKind.Pause)]
    [InlineData(CommandKind.Skip)]
    public void A_rollback_goes_through(CommandKind kind)
    {
        Assert.Equal(RunCodes.NotNow.Code, Steering.WhyNot(Run("Applying") with { Reverts = "production-1" }, [], Asked(kind))?.Code);
        Assert.Equal(RunCodes.TooLate.Code, Steering.WhyNot(Run("RollingBack"), [], Asked(kind))?.Code);
    }

    [Fact]
    public void Decisions_about_a_plan_are_judged_elsewhere() => Assert.Null(Steering.WhyNot(Run("Completed"), [], Asked(CommandKind.Approve)));

    private static RunRecord Run(string state) => new()
    {
        Id = "production-2",
        Environment = "production",
        Commit = new string('a', 40),
        Repository = "/repo",
        Version = 1,
        StartedBy = "ada",
        StartedAt = Now,
        UpdatedAt = Now,
        State = state is "Gate" or "Window" ? RunState.Paused : Enum.Parse<RunState>(state),
        ReasonCode = state == "Gate" ? RunCodes.Gate.Code : null,
        Until = state == "Window" ? Now.AddHours(1) : null,
        Turn = 7,
        Wave = 2,
    };

    private static RunCommand Asked(CommandKind kind) => new(0, kind, "bo", Now, Target: kind is CommandKind.Skip ? Target.ToString() : null);

    private static RunCommand Given(int number, CommandKind kind) => new(number, kind, "ada", Now, Turn: 7, Wave: 2);
}
