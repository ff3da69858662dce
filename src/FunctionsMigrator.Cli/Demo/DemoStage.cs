using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>
/// What <c>fm demo --serve</c> leaves standing behind the story, an environment each: a run that waits in production for an approval, one that was paused in staging while its
/// canary bakes, and a setting of test that somebody changed by hand.
/// </summary>
internal sealed class DemoStage(LocalHost host, RepositoryFolder folder, DemoPlaces places, DemoCast cast, DemoCommits commits, Output output, TimeProvider time)
{
    // What git says since the first commit: production's setting as it was before somebody touched it.
    private const int AsInGit = 30;
    private const int ByHand = 15;

    /// <summary>Sets it; why it does not stand as it must is a finding.</summary>
    public async Task<Outcome<DemoStanding>> SetAsync(CancellationToken cancellation)
    {
        output.Line();
        output.Line("To play with", Tone.Strong);
        await places.EditByHandAsync(folder, "production", AsInGit, cancellation);
        var waiting = await WaitAsync(cancellation);
        if (!waiting.Succeeded)
        {
            return waiting.As<DemoStanding>();
        }

        var paused = await PauseAsync(cancellation);
        if (!paused.Succeeded)
        {
            return paused.As<DemoStanding>();
        }

        var drifted = await DriftAsync("test", cancellation);
        return drifted.Succeeded ? Outcome.Of(new DemoStanding(waiting.Value.Id, paused.Value.Id, drifted.Value)) : drifted.As<DemoStanding>();
    }

    // Through test and staging, and as far as production goes by itself.
    private async Task<Outcome<RunRecord>> WaitAsync(CancellationToken cancellation)
    {
        var committed = await commits.CommitAsync("shop-changes/e-free-shipping", "Free shipping from 39.90", cancellation);
        if (!committed.Succeeded)
        {
            return committed.As<RunRecord>();
        }

        foreach (var (environment, state) in new[] { ("test", RunState.Completed), ("staging", RunState.Completed), ("production", RunState.AwaitingApproval) })
        {
            var run = await StartAsync(environment, record => record.State == state, cancellation);
            if (!run.Succeeded || state is RunState.AwaitingApproval)
            {
                return Shown(run);
            }
        }

        throw new InvalidOperationException("Production is the last environment.");
    }

    // Through test, and in staging until its canary bakes; there bo has a look first.
    private async Task<Outcome<RunRecord>> PauseAsync(CancellationToken cancellation)
    {
        var committed = await commits.CommitAsync("shop-changes/f-gift-wrapping", "Gift wrapping for everybody", cancellation);
        var tested = committed.Succeeded ? await StartAsync("test", record => record.State == RunState.Completed, cancellation) : committed.As<RunRecord>();
        var baking = tested.Succeeded ? await StartAsync("staging", record => record.State == RunState.Baking, cancellation) : tested;
        if (!baking.TryGet(out var run))
        {
            return baking;
        }

        var asked = await host.Migrator.CommandAsync(
            run.Id, new CommandRequest(CommandKind.Pause, Reason: "looking at the canary first"), await cast.CallerAsync("bo", cancellation), cancellation);
        return asked.Succeeded ? Shown(await DriveAsync(run.Id, record => record.State == RunState.Paused, cancellation)) : asked.As<RunRecord>();
    }

    private async Task<Outcome<string>> DriftAsync(string environment, CancellationToken cancellation)
    {
        await places.EditByHandAsync(folder, environment, ByHand, cancellation);
        var looked = await new DriftCheck(host.Services).LookAsync(cancellation);
        if (!looked.TryGet(out var records) || records.FirstOrDefault(record => record.Environment == environment) is not { State: DriftState.Drifted })
        {
            return looked.Succeeded ? CliCodes.DemoFailed.Fail<string>($"the change by hand in {environment} was not found") : looked.As<string>();
        }

        output.Line(($"    {environment,-12}", Tone.Plain), ("drift             ", Tone.Caution), ("somebody changed a setting by hand", Tone.Plain));
        return Outcome.Of(environment);
    }

    private async Task<Outcome<RunRecord>> StartAsync(string environment, Func<RunRecord, bool> there, CancellationToken cancellation)
    {
        var started = environment == "test"
            ? await host.Migrator.StartAsync(new StartRequest(environment), cast.Owner, cancellation)
            : await host.Migrator.PromoteAsync(new PromoteRequest(environment), cast.Owner, cancellation);
        return started.TryGet(out var run) ? await DriveAsync(run.Run.Id, there, cancellation) : started.As<RunRecord>();
    }

    private async Task<Outcome<RunRecord>> DriveAsync(string run, Func<RunRecord, bool> there, CancellationToken cancellation)
    {
        while (true)
        {
            var drive = await host.DriveAsync(run, cancellation);
            var found = await host.Migrator.GetAsync(run, cancellation);
            if (!found.TryGet(out var details))
            {
                return found.As<RunRecord>();
            }

            if (there(details.Run))
            {
                return Outcome.Of(details.Run);
            }

            if (details.Run.State.IsFinal() || drive.End == DriveEnd.Stuck)
            {
                return CliCodes.DemoFailed.Fail<RunRecord>($"run {run} is {details.Run.State} ({drive.Problem?.Message ?? details.Run.Reason})");
            }

            if (drive.NextTimer is { } timer && timer > time.GetUtcNow())
            {
                await Task.Delay(timer - time.GetUtcNow(), time, cancellation);
            }
        }
    }

    private Outcome<RunRecord> Shown(Outcome<RunRecord> outcome)
    {
        if (outcome.TryGet(out var run))
        {
            output.Line(
                ($"    {run.Environment,-12}", Tone.Plain), ($"{run.State,-18}", RunWords.Tone(run.State)), ($"{(run.State == RunState.Paused ? $"while wave {run.Wave} of {run.Waves} bakes" : RunWords.Why(run))}", Tone.Plain));
        }

        return outcome;
    }
}
