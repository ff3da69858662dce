using System.Diagnostics;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>A repository with its store and targets on which <c>fm</c> runs as processes, that are killed.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestFolder _folder;
    private readonly string? _former;
    private bool _approved;

    public Stage(TestFolder folder)
    {
        _folder = folder;
        _former = Newest()?.Id;
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    private string Store => _folder[".fm"];

    private bool HasRecords => File.Exists(System.IO.Path.Combine(Store, "store.json"));

    /// <summary>The run of the story, as its record says.</summary>
    public RunRecord Run => Newest() ?? throw new InvalidOperationException("There is no run.");

    /// <summary>Starts <c>fm</c> on the repository.</summary>
    public Process Start(params string[] args)
    {
        var process = FmProcess.Start(Path, null, args);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Brings the commit to production in this process; where a person is asked, one says yes.</summary>
    public Task<RunRecord> MigrateAsync() => RunAsync("migrate", "--env", "production", "--wait", "1m");

    /// <summary>Continues the run in this process, as a person would after a crash.</summary>
    public Task<RunRecord> ResumeAsync() => RunAsync("migrate", "--resume", Run.Id, "--wait", "1m");

    /// <summary>Runs a command line in this process until it ends; where a person is asked, one says yes.</summary>
    public async Task<RunRecord> RunAsync(params string[] args)
    {
        var fm = new Fm { RealTime = true, Hosts = new HostFactory(), Surroundings = new TestSurroundings(Path) { User = Environment.UserName } };
        var running = Task.Run(() => fm.RunAsync(args));
        await ApproveUntilAsync(() => running.IsCompleted);
        var result = await running;
        Assert.True(Run.State.ExitCode() == result.Exit, $"exit {result.Exit}\n{result.Out}{result.Error}");
        return Run;
    }

    /// <summary>Lets a process go on until the run is final; where a person is asked, one says yes.</summary>
    public async Task<RunRecord> FinalAsync(Process process)
    {
        await ApproveUntilAsync(() => Newest()?.State.IsFinal() == true || process.HasExited);
        return Run;
    }

    /// <summary>Kills the process in the state, before any record changes. Answers false when the state was gone before anybody could look.</summary>
    public Task<bool> KillInAsync(Process process, RunState state) => KillAsync(process, (records, cancellation) => HoldInAsync(process, records, state, cancellation));

    /// <summary>Does something to a process while the run is in the state. Answers false, and has done it, when the state was gone before anybody could look.</summary>
    public async Task<bool> DoInAsync(Process process, RunState state, Action act)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var records = await RecordsAsync(process, patience.Token);
        var held = await HoldInAsync(process, records, state, patience.Token);
        if (!process.HasExited)
        {
            act();
        }

        if (held)
        {
            records.LetGo();
        }

        return held;
    }

    /// <summary>Kills the process when the store was seen changing so often. Answers false when it ended before.</summary>
    public Task<bool> KillAfterAsync(Process process, int changes) => KillAsync(process, async (records, cancellation) =>
    {
        while (!await records.HoldAfterAsync(changes, () => process.HasExited || IsAsked(records.Newest(_former)), cancellation))
        {
            if (process.HasExited)
            {
                return false;
            }

            await ApproveAsync();
        }

        return true;
    });

    /// <summary>Says yes to the plan that stands, when somebody is asked.</summary>
    public async Task ApproveAsync()
    {
        if (Newest() is not { Plan: { } plan } run || !IsAsked(run))
        {
            return;
        }

        await using var host = await OpenAsync();
        var approver = new Caller("bo", new HashSet<AccessRole> { AccessRole.Approver }, "api-key");
        _approved = true;
        Assert.True((await host.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, plan.Digest.Short), approver, CancellationToken.None)).Succeeded);
    }

    /// <summary>Everything that the run has left: how it ended, live data, ledgers, receipts, and the audit without its times.</summary>
    public async Task<string> TellAsync()
    {
        await using var host = await OpenAsync();
        return await Remains.TellAsync(host, Path, Run);
    }

    public void Dispose() => _folder.Dispose();

    private bool IsAsked(RunRecord? run) => !_approved && run is { State: RunState.AwaitingApproval };

    private async Task ApproveUntilAsync(Func<bool> over)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!over())
        {
            await ApproveAsync();
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task<bool> KillAsync(Process process, Func<RunRecords, CancellationToken, Task<bool>> holdAsync)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var records = await RecordsAsync(process, patience.Token);
        var held = await holdAsync(records, patience.Token);
        process.Kill();
        await process.WaitForExitAsync(patience.Token);
        if (held)
        {
            records.LetGo();
        }

        process.Dispose();
        return held;
    }

    private async Task<bool> HoldInAsync(Process process, RunRecords records, RunState state, CancellationToken cancellation)
    {
        if (state > RunState.AwaitingApproval && !_approved && await records.HoldAsync(_former, RunState.AwaitingApproval, () => process.HasExited, cancellation))
        {
            records.LetGo();
            await ApproveAsync();
        }

        return await records.HoldAsync(_former, state, () => process.HasExited, cancellation);
    }

    private async Task<RunRecords> RecordsAsync(Process process, CancellationToken cancellation)
    {
        while (!HasRecords && !process.HasExited)
        {
            await Task.Delay(1, cancellation);
        }

        return new RunRecords(Store);
    }

    private async Task<LocalHost> OpenAsync() =>
        (await LocalHost.OpenAsync(new RepositoryFolder(Path), new HostRequest(null, null, null, new TestSurroundings(Path), TimeProvider.System), CancellationToken.None)).Value;

    private RunRecord? Newest()
    {
        if (!HasRecords)
        {
            return null;
        }

        using var records = new RunRecords(Store);
        return records.Newest(_former);
    }
}
