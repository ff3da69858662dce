using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>What a run that writes looks at between its waves: commands, and the policy's times.</summary>
internal sealed class CommandSteps(MigratorServices services, RunStore runs, CommandLog commands)
{
    private static readonly CommandKind[] Obeyed = [CommandKind.Abort, CommandKind.Pause, CommandKind.Resume, CommandKind.Retry, CommandKind.Skip];

    /// <summary>The next command that a writing run obeys.</summary>
    public async Task<StepReply<CommandAnswer>> ReadAsync(StepContext context, CommandStep input, CancellationToken cancellation)
    {
        var asked = await commands.ReadAsync(input.Run, input.Seen, cancellation);
        var next = asked.FirstOrDefault(command => Obeyed.Contains(command.Kind));
        var seen = next?.Number ?? (asked.Count == 0 ? input.Seen : asked[^1].Number);
        var run = await runs.UpdateAsync(input.Run, record => record.Seen >= seen ? null : record with { Seen = seen }, cancellation);
        return StepReply.Of(run.State.IsFinal() ? new CommandAnswer(seen, Over: true) : next is null
            ? new CommandAnswer(seen)
            : new CommandAnswer(seen, next.Kind, next.By, next.Reason, next.Target is { } target ? TargetAddress.Parse(target) : null, next.Keep));
    }

    /// <summary>Whether the next wave may start: a freeze always stops it; the end of a window where <c>overrun</c> is <c>pause</c>.</summary>
    public async Task<StepReply<WaveAnswer>> CheckWaveAsync(StepContext context, RunStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var policy = (await Rules.OfAsync(services.Store.Blobs, run, cancellation)).Policy;
        var finish = policy.Windows.Any(window => window.Overrun is Overrun.Finish);
        var start = new StartTimes(policy, finish || run.Reverts is not null, run.Reverts is not null).Earliest(services.Time.GetUtcNow());
        return StepReply.Of(start.Reason is null ? new WaveAnswer() : new WaveAnswer(start.Reason, start.Code, start.At));
    }
}
