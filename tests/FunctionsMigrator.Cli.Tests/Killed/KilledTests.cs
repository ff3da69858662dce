using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>
/// <c>kill -9</c> of the real program in each state that is not final. Whoever continues the run (<c>fm migrate --resume</c> or <c>fm serve</c>) ends it as it ends when
/// nobody is killed: same state, same live data, ledgers, receipts and audit.
/// </summary>
public sealed class KilledTests(SharedPast shared)
{
    private const int Tries = 5;

    [Theory]
    [InlineData(RunState.Received, false)]
    [InlineData(RunState.Validating, true)]
    [InlineData(RunState.Rehearsing, false)]
    [InlineData(RunState.Planning, false)]
    [InlineData(RunState.AwaitingApproval, false)]
    [InlineData(RunState.Applying, true)]
    [InlineData(RunState.Baking, false)]
    [InlineData(RunState.RollingBack, true)]
    public async Task A_run_that_is_taken_back_ends_so_after_a_kill_in_any_state(RunState state, bool served)
    {
        var story = Story.IsTakenBack;
        using var stage = await KilledInAsync(state, () => story);

        var run = await (served ? ServeAsync(stage) : stage.ResumeAsync());

        Assert.Equal(RunState.RolledBack, run.State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(story), await stage.TellAsync());
    }

    [Fact]
    public async Task A_paused_run_stays_paused_through_a_kill_and_is_resumed()
    {
        using var unharmed = (await shared.Past).Begin(Story.Pauses);
        Assert.Equal(RunState.AwaitingApproval, (await unharmed.RunAsync("migrate", "--env", "production", "--wait", "0")).State);
        await unharmed.ApproveAsync();
        Assert.Equal(RunState.Paused, (await unharmed.RunAsync("migrate", "--resume", "--wait", "0")).State);
        Assert.Equal(RunState.Completed, (await unharmed.ResumeAsync()).State);

        using var stage = await KilledInAsync(RunState.Paused, () => Story.Pauses);

        Assert.Equal(RunState.Completed, (await stage.ResumeAsync()).State);
        Assert.Equal(await unharmed.TellAsync(), await stage.TellAsync());
    }

    [Fact]
    public async Task A_run_that_waits_for_a_time_waits_for_it_after_a_kill()
    {
        // When the wait was over before anybody could look, the next one is longer.
        var wait = TimeSpan.FromSeconds(6);
        using var stage = await KilledInAsync(RunState.AwaitingWindow, () => Story.WaitsUntil(TimeProvider.System.GetUtcNow() + (wait *= 2)));

        Assert.Equal(RunState.Completed, (await stage.ResumeAsync()).State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.WaitsUntil(DateTimeOffset.UnixEpoch.AddYears(51))), await stage.TellAsync());
    }

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_at_any_moment_completes()
    {
        using var stage = (await shared.Past).Begin(Story.Completes);
        var random = new Random(20261122);
        for (var kill = 0; kill < 10; kill++)
        {
            if (!await stage.KillAfterAsync(stage.Start("migrate", "--env", "production", "--wait", "1m"), random.Next(1, 12)))
            {
                break;
            }
        }

        var run = await stage.MigrateAsync();

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.Completes), await stage.TellAsync());
    }

    private async Task<Stage> KilledInAsync(RunState state, Func<Story> story)
    {
        for (var tries = 1; ; tries++)
        {
            var stage = (await shared.Past).Begin(story());
            var process = stage.Start("migrate", "--env", "production", "--wait", "1m");
            if (await stage.KillInAsync(process, state))
            {
                Assert.Equal(state, stage.Run.State);
                return stage;
            }

            stage.Dispose();
            Assert.True(tries < Tries, $"Nobody saw the run in {state}.");
        }
    }

    // The server is killed too, as soon as the run's record is final: what is left then (seal, lock) is done by the next one.
    private static async Task<RunRecord> ServeAsync(Stage stage)
    {
        using var server = stage.Start("serve", "--listen", "http://127.0.0.1:0");
        try
        {
            Assert.True((await stage.FinalAsync(server)).State.IsFinal());
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        return await stage.ResumeAsync();
    }
}
