using System.Diagnostics;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>Several processes at once on one store: one drives a run, the others follow it, and everything happens once.</summary>
public sealed class TogetherTests(SharedPast shared)
{

    [Fact]
    public async Task Two_programs_and_a_server_that_continue_one_run_at_once_do_everything_once()
    {
        using var stage = (await shared.Past).Begin(Story.IsTakenBack);
        Assert.Equal(RunState.AwaitingApproval, (await stage.RunAsync("migrate", "--env", "production", "--wait", "0")).State);
        await stage.ApproveAsync();

        Process[] resuming = [.. Enumerable.Range(0, 2).Select(_ => stage.Start("migrate", "--resume", stage.Run.Id, "--wait", "1m"))];
        using var server = stage.Start("serve", "--listen", "http://127.0.0.1:0");
        var printed = await Task.WhenAll(resuming.Select(process => process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
        await Task.WhenAll(resuming.Select(process => process.WaitForExitAsync(TestContext.Current.CancellationToken)));
        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.All(resuming, process => Assert.Equal(4, process.ExitCode));
        Assert.All(printed, text => Assert.Contains($"{stage.Run.Id}  RolledBack", text, StringComparison.Ordinal));
        Assert.Equal(RunState.RolledBack, (await stage.ResumeAsync()).State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.IsTakenBack), await stage.TellAsync());
        Array.ForEach(resuming, process => process.Dispose());
    }

    [Fact]
    public async Task Two_programs_that_start_one_commit_at_once_make_one_run()
    {
        using var stage = (await shared.Past).Begin(Story.IsTakenBack);
        Process[] starting = [.. Enumerable.Range(0, 2).Select(_ => stage.Start("migrate", "--env", "production", "--wait", "0"))];

        var printed = await Task.WhenAll(starting.Select(process => process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
        await Task.WhenAll(starting.Select(process => process.WaitForExitAsync(TestContext.Current.CancellationToken)));

        Assert.All(starting, process => Assert.Equal(3, process.ExitCode));
        Assert.Single(printed, text => text.StartsWith($"run {stage.Run.Id}", StringComparison.Ordinal));
        Assert.Single(printed, text => text.StartsWith($"run (exists) {stage.Run.Id}", StringComparison.Ordinal));
        await stage.ApproveAsync();
        Assert.Equal(RunState.RolledBack, (await stage.ResumeAsync()).State);
        Assert.Equal(await (await shared.Past).UnharmedAsync(Story.IsTakenBack), await stage.TellAsync());
        Array.ForEach(starting, process => process.Dispose());
    }
}
