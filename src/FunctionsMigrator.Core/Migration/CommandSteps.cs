using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>What a run that writes looks at between its waves: commands, and the policy's times.</summary>
internal sealed class CommandSteps(MigratorServices services, RunStore runs, CommandLog commands, TargetStates states, RunAudit audit)
{
    private static readonly CommandKind[] Obeyed = [CommandKind.Abort, CommandKind.Pause, CommandKind.Resume, CommandKind.Retry, CommandKind.Skip, CommandKind.Advance];

    /// <summary>The next command that a writing run obeys.</summary>
    public async Task<StepReply<CommandAnswer>> ReadAsync(StepContext context, CommandStep input, CancellationToken cancellation)
    {
        var asked = await commands.ReadAsync(input.Run, input.Seen, cancellation);
        var run = await runs.RequireAsync(input.Run, cancellation);
        var next = asked.FirstOrDefault(command => Obeyed.Contains(command.Kind) && !IsPast(run, command));
        var seen = next?.Number ?? (asked.Count == 0 ? input.Seen : asked[^1].Number);
        await audit.PassedOverAsync(run, asked.Where(command => command.Number <= seen && command.Kind.Steers() && IsPast(run, command)), cancellation);
        run = await runs.UpdateAsync(input.Run, record => record.Seen >= seen ? null : record with { Seen = seen }, cancellation);
        return StepReply.Of(run.State.IsFinal() ? new CommandAnswer(seen, Over: true) : next is null
            ? new CommandAnswer(seen)
            : new CommandAnswer(seen, next.Kind, next.By, next.Reason, next.Target is { } target ? TargetAddress.Parse(target) : null, next.Keep, Person: await PersonAsync(run, next.By, cancellation))
            {
                Wave = await WaveAsync(run, next, cancellation),
                All = next.All ? true : null,
            });
    }

    // A button that was pressed twice, or while the run moved on by itself, says nothing about what the run waits for now.
    private static bool IsPast(RunRecord run, RunCommand command) => command.Kind switch
    {
        CommandKind.Resume or CommandKind.Retry => command.Turn is { } turn && turn != run.Turn,
        CommandKind.Advance => command.Wave != run.Wave,
        _ => false,
    };

    private async Task<int?> WaveAsync(RunRecord run, RunCommand command, CancellationToken cancellation) => command.Kind switch
    {
        CommandKind.Advance => command.Wave,
        CommandKind.Skip when command.Target is { } target => (await states.GetAsync(run.Id, TargetAddress.Parse(target), cancellation))?.Wave,
        _ => null,
    };

    private async Task<string?> PersonAsync(RunRecord run, string by, CancellationToken cancellation) =>
        run.RulesFrom is null ? null : new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People).ByKey(by);

    /// <summary>
    /// Whether the next wave may start. A freeze stops it until it ends or is set aside. Once the windows are over, the one that was open last says what happens, by how far the
    /// rollout is: it goes on, waits, or is taken back.
    /// </summary>
    public async Task<StepReply<WaveAnswer>> CheckWaveAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        if (run.Reverts is not null)
        {
            return StepReply.Of(new WaveAnswer());
        }

        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var asked = await commands.ReadAsync(run.Id, 0, cancellation);
        var now = services.Time.GetUtcNow();
        var assessed = RunAssessment.Of(run, rules.Policy, rules.People, run.Plan!.Digest, asked, [], now);
        await audit.OverridesAsync(run, asked, assessed.Overrides, cancellation);
        var times = assessed.Times;
        if (times.FrozenAt(now) is { } frozen)
        {
            return StepReply.Of(new WaveAnswer(frozen.Reason, frozen.Code, frozen.Until));
        }

        // The record's wave is already the next one when this is asked again during a pause; its phase is the last wave that was at work.
        var written = run.Phase?.Wave ?? run.Wave;
        var start = times.Earliest(now);
        return StepReply.Of(times.OverrunAt(now, written <= 1) switch
        {
            Overrun.Pause => new WaveAnswer(start.Reason, start.Code, start.At),
            Overrun.Rollback => new WaveAnswer($"the window ended before wave {written + 1} of {run.Waves}", PolicyCodes.OutsideWindow.Code, TakeBack: true),
            _ => new WaveAnswer(),
        });
    }
}
