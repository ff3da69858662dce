using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Pages.Look;

namespace FunctionsMigrator.Web.Pages.Overviews;

/// <summary>An environment in one word: what most needs a person comes first.</summary>
/// <param name="Word">The word.</param>
/// <param name="Tone">Its colour.</param>
/// <param name="Icon">Its picture.</param>
internal sealed record EnvironmentStatus(string Word, string Tone, string Icon)
{
    public static EnvironmentStatus Of(EnvironmentSheet sheet) => sheet switch
    {
        { Telling: { State: RunState.Paused } } => new("Paused", Tones.Wait, "pause"),
        { Telling: { } run } when !run.State.IsFinal() && !run.State.IsWaiting() => new("Running", Tones.Go, "go"),
        { Drifted: true } => new("Drifted", Tones.Bad, "drift"),
        { Telling: { State: RunState.AwaitingApproval } } => new("Waits for people", Tones.Wait, "people"),
        { Telling: { } run } when !run.State.IsFinal() => new(run.State is RunState.AwaitingWindow ? "Waits for its time" : "Running", run.State is RunState.AwaitingWindow ? Tones.Wait : Tones.Go, run.State is RunState.AwaitingWindow ? "wait" : "go"),
        { Telling.State: RunState.Failed } => new("Last run failed", Tones.Bad, "bad"),
        { Good: null } => new("Empty", Tones.Idle, "idle"),
        { Drift.State: DriftState.Unknown } => new("Not all compared", Tones.Wait, "alert"),
        { Drift: null } => new("Not compared yet", Tones.Idle, "idle"),
        _ => new("In sync", Tones.Ok, "ok"),
    };
}
