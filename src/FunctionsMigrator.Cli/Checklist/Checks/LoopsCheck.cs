using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>What hosts do again and again over this store goes on: sweep, look for drift, delivery of notices.</summary>
internal sealed class LoopsCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "loops";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        var beats = await new HostBeats(subject.Host.Services.Store.Records, subject.Host.Services.Time).ListAsync(cancellation);
        var stopped = beats.Where(beat => beat.HasStopped(subject.Host.Services.Time.GetUtcNow())).Select(StoppedLoop.Of).ToList();
        return stopped.Count > 0
            ? [.. stopped.Select(loop => this.Fail(loop.Words, "Start the host again, and look into its log; docs/operate.md says what waits meanwhile."))]
            : beats.Count > 0
                ? [this.Pass($"{PlanWords.Count(beats.Count, "loop")} of hosts over this store: {string.Join(", ", beats.Select(beat => beat.Loop))}; none stopped")]
                : [this.Unknown("no host works over this store now: nothing is swept, looked at for drift or told by itself", "Start `fm serve`, or deploy the app; docs/operate.md says how.")];
    }
}
