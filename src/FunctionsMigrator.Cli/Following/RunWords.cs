using System.Globalization;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The words in which verbs speak of runs.</summary>
internal static class RunWords
{
    /// <summary><c>Applying wave 1 of 3</c>, or the state's name alone.</summary>
    public static string State(RunRecord run) => run.State is RunState.Applying or RunState.Baking && run.Wave > 0
        ? $"{run.State} wave {run.Wave} of {run.Waves}"
        : run.State.ToString();

    /// <summary>What is awaited, who is needed, and until when; or why the run ended. Empty when there is nothing to say.</summary>
    public static string Why(RunRecord run)
    {
        var parts = new[]
        {
            run.State == RunState.AwaitingApproval && run.StillNeeded.Count > 0 ? $"needed: {string.Join(", ", run.StillNeeded)}" : run.Reason,
            !run.State.IsFinal() && run.Until is { } until ? $"until {Time(until)}" : null,
        };
        return string.Join("; ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary><c>2026-11-23 09:30:15Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How a state looks.</summary>
    public static Tone Tone(RunState state) => state switch
    {
        RunState.Completed or RunState.NoChanges => Terminal.Tone.Good,
        RunState.AwaitingApproval or RunState.AwaitingWindow or RunState.Paused or RunState.RollingBack or RunState.RolledBack or RunState.Partial
            or RunState.Superseded or RunState.Expired => Terminal.Tone.Caution,
        _ when state.IsFinal() => Terminal.Tone.Bad,
        _ => Terminal.Tone.Plain,
    };

    /// <summary>How a target's progress looks.</summary>
    public static Tone Tone(TargetProgress progress) => progress switch
    {
        TargetProgress.Applied or TargetProgress.Restored => Terminal.Tone.Good,
        TargetProgress.Failed or TargetProgress.NotRestored => Terminal.Tone.Bad,
        TargetProgress.Applying => Terminal.Tone.Caution,
        TargetProgress.Unchanged or TargetProgress.Skipped => Terminal.Tone.Faint,
        _ => Terminal.Tone.Plain,
    };

    /// <summary>Whether the run goes on only when a person acts or a time comes.</summary>
    public static bool WaitsForOthers(RunState state) => state is RunState.AwaitingApproval or RunState.AwaitingWindow or RunState.Paused;
}
