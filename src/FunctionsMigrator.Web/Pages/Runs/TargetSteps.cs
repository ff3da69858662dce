using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Pages.Look;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>How far one target is in one step of a run.</summary>
/// <param name="Tone">The colour.</param>
/// <param name="Icon">The picture; null: a dash.</param>
/// <param name="Text">The words.</param>
internal sealed record TargetStep(string Tone, string? Icon, string Text)
{
    public static readonly TargetStep None = new(Tones.Idle, null, "not yet");
    public static readonly TargetStep NotNeeded = new(Tones.Idle, null, "not needed");
}

/// <summary>The steps of a target: written, read back, watched, taken back.</summary>
internal static class TargetSteps
{
    public static readonly string[] Names = ["Written", "Read back", "Watched", "Taken back"];

    public static TargetStep[] Of(RunRecord run, TargetState target) => [Written(target), ReadBack(target), Watched(run, target), TakenBack(run, target)];

    private static TargetStep Written(TargetState target) => target.Progress switch
    {
        TargetProgress.Applied => new(Tones.Ok, "ok", $"{target.Done} of {target.Changes}"),
        TargetProgress.Applying => new(Tones.Go, "go", $"{target.Done} of {target.Changes}"),
        TargetProgress.Failed => new(Tones.Bad, "bad", $"{target.Done} of {target.Changes}"),
        TargetProgress.Skipped => new(Tones.Wait, "on", "left out"),
        TargetProgress.Restored or TargetProgress.NotRestored => new(Tones.Idle, "idle", "undone"),
        TargetProgress.Unchanged => TargetStep.NotNeeded,
        _ => new(Tones.Idle, null, $"0 of {target.Changes}"),
    };

    private static TargetStep ReadBack(TargetState target) => target.Progress switch
    {
        TargetProgress.Applied => new(Tones.Ok, "ok", "as planned"),
        TargetProgress.Unchanged => new(Tones.Ok, "ok", "as git says"),
        TargetProgress.Skipped => TargetStep.NotNeeded,
        _ => TargetStep.None,
    };

    private static TargetStep Watched(RunRecord run, TargetState target)
    {
        if (target.Wave == 0 || target.Progress is TargetProgress.Skipped or TargetProgress.Unchanged)
        {
            return TargetStep.NotNeeded;
        }

        if (target.Wave > run.Wave || target.Progress is TargetProgress.Planned or TargetProgress.Applying or TargetProgress.Failed)
        {
            return TargetStep.None;
        }

        return target.Wave < run.Wave || run.State is RunState.Completed ? new(Tones.Ok, "ok", "well")
            : run.Phase is not { Kind: PhaseKind.Bake } bake || bake.Wave != target.Wave ? TargetStep.None
            : bake.Ended is null ? new(Tones.Go, "go", "now")
            : bake.Passed ? new(Tones.Ok, "ok", "well")
            : new(Tones.Bad, "bad", "not well");
    }

    private static TargetStep TakenBack(RunRecord run, TargetState target) => target.Progress switch
    {
        TargetProgress.Restored => new(Tones.Wait, "back", "restored"),
        TargetProgress.NotRestored => new(Tones.Bad, "bad", "not whole"),
        _ when run.State is RunState.RollingBack && target.Progress is not (TargetProgress.Unchanged or TargetProgress.Planned or TargetProgress.Skipped) => new(Tones.Go, "go", "under way"),
        _ => TargetStep.NotNeeded,
    };
}
