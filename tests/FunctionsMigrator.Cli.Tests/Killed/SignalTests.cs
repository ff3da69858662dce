using System.Diagnostics;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>Ctrl-C and the signal of service managers: the program says how to go on and ends at once, and nothing is lost.</summary>
public sealed class SignalTests(SharedPast shared)
{
    [Theory]
    [InlineData(RunState.Rehearsing, Signal.Interrupt)]
    [InlineData(RunState.AwaitingApproval, Signal.Terminate)]
    [InlineData(RunState.Applying, Signal.Interrupt)]
    public async Task A_run_whose_program_is_stopped_is_resumed_to_the_same_end(RunState state, int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var stage = (await shared.Past).Begin(Story.IsTakenBack);
        using var process = stage.Start("migrate", "--env", "production", "--wait", "1m");

        var seen = await stage.DoInAsync(process, state, () => Signal.Send(process, signal));
        var (exit, _, error) = await EndAsync(process);

        if (seen)
        {
            Assert.Equal(3, exit);
            Assert.Contains($"stopped; nothing is lost. Continue: fm resume {stage.Run.Id}", error, StringComparison.Ordinal);
        }

        Assert.Equal(RunState.RolledBack, (await stage.ResumeAsync()).State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.IsTakenBack), await stage.TellAsync());
    }

    [Fact]
    public async Task A_server_that_is_stopped_leaves_its_runs_to_the_next()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var stage = (await shared.Past).Begin(Story.IsTakenBack);
        Assert.Equal(RunState.AwaitingApproval, (await stage.RunAsync("migrate", "--env", "production", "--wait", "0")).State);
        using var server = stage.Start("serve", "--listen", "http://127.0.0.1:0");
        Assert.StartsWith("listening on http://127.0.0.1:", await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await stage.DoInAsync(server, RunState.Applying, () => Signal.Send(server, Signal.Terminate));
        var (exit, output, error) = await EndAsync(server);

        Assert.True(exit == 0, error);
        Assert.DoesNotMatch(" (warn|fail|crit): ", error);
        Assert.Contains("stopped; nothing is lost", output, StringComparison.Ordinal);
        Assert.Equal(RunState.RolledBack, (await stage.ResumeAsync()).State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.IsTakenBack), await stage.TellAsync());
    }

    private static async Task<(int Exit, string Output, string Error)> EndAsync(Process process)
    {
        using var seconds = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(seconds.Token), process.StandardError.ReadToEndAsync(seconds.Token));
        await process.WaitForExitAsync(seconds.Token);
        return (process.ExitCode, await output, await error);
    }
}
