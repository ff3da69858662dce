using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Runs;

/// <summary>
/// Which commands a run takes where it stands. Commands are numbered, and a later one is judged with every earlier one in sight, so of two that are given at once the first
/// counts and whoever gave the second is told. Abort ends everything; resume, retry and advance are about the wait in which they are given and about no other.
/// </summary>
public static class Steering
{
    /// <summary>Whether the run waits behind a wave until somebody advances it.</summary>
    public static bool IsAtGate(this RunRecord run) => run.State is RunState.Paused && run.ReasonCode == RunCodes.Gate.Code;

    /// <summary>The roles of People of which whoever opens the gate at which the run waits must have one; empty: every operator may. Null: it waits at none.</summary>
    public static IReadOnlyList<string>? GateRoles(this RunRecord run) => run.IsAtGate() ? run.Gates.FirstOrDefault(gate => gate.Wave == run.Wave)?.Roles ?? [] : null;

    /// <summary>Why a command changes nothing; null: it does.</summary>
    /// <param name="run">The run as it stands.</param>
    /// <param name="given">All commands of the run with lower numbers.</param>
    /// <param name="asked">The command.</param>
    /// <param name="target">For skip: where the target stands.</param>
    public static Finding? WhyNot(RunRecord run, IReadOnlyList<RunCommand> given, RunCommand asked, TargetState? target = null)
    {
        if (!asked.Kind.Steers())
        {
            return null;
        }

        if (run.State.IsFinal())
        {
            return RunCodes.TooLate.Finding($"Run {run.Id} is {run.State}.");
        }

        if (given.FirstOrDefault(command => command.Kind is CommandKind.Abort) is { } abort)
        {
            return Overtaken(run, asked, abort, "stopped the run");
        }

        if (run.State is RunState.RollingBack)
        {
            return RunCodes.TooLate.Finding($"Run {run.Id} takes back what it wrote, and that goes through; it does not take {Word(asked.Kind)} any more.");
        }

        // A rollback that was stopped halfway would leave neither the old nor the new.
        if (run is { Reverts: { } reverted, State: RunState.Applying } && asked.Kind is CommandKind.Abort or CommandKind.Pause or CommandKind.Skip)
        {
            return RunCodes.NotNow.Finding($"Run {run.Id} takes run {reverted} back, and that goes through.");
        }

        return asked.Kind switch
        {
            CommandKind.Abort => null,
            _ when run.State.IsWaiting() => RunCodes.NotNow.Finding(
                $"Run {run.Id} is {run.State} and has written nothing; it does not take {Word(asked.Kind)} yet.", remedy: "`fm abort RUN` ends it without a trace."),
            CommandKind.Pause => Pause(run, given, asked),
            CommandKind.Skip => Skip(run, given, asked, target),
            CommandKind.Advance => Advance(run, given, asked),
            _ => Continue(run, given, asked),
        };
    }

    private static Finding? Pause(RunRecord run, IReadOnlyList<RunCommand> given, RunCommand asked)
    {
        if (Pending(run, given, CommandKind.Pause) is { } pause)
        {
            return Overtaken(run, asked, pause, "asked for that");
        }

        return run.State is RunState.Paused && Pending(run, given, CommandKind.Resume, CommandKind.Retry, CommandKind.Advance) is null
            ? RunCodes.NotNow.Finding($"Run {run.Id} is paused already: {run.Reason}.", remedy: "Leave it, or `fm abort RUN`.")
            : null;
    }

    private static Finding? Continue(RunRecord run, IReadOnlyList<RunCommand> given, RunCommand asked)
    {
        if (run.State is not RunState.Paused)
        {
            return Pending(run, given, CommandKind.Pause) is { } pause
                ? Overtaken(run, asked, pause, "asked for the pause, which begins at the next safe point")
                : RunCodes.TooLate.Finding($"Run {run.Id} is {run.State}; it does not take {Word(asked.Kind)} now.");
        }

        if (run.IsAtGate())
        {
            return RunCodes.NotNow.Finding($"Run {run.Id} waits at the gate behind wave {Number(run.Wave)}; {Word(asked.Kind)} does not open it.", remedy: $"`fm advance {run.Id}`");
        }

        if (run.Until is { } until)
        {
            return RunCodes.NotNow.Finding(
                string.Create(CultureInfo.InvariantCulture, $"Run {run.Id} goes on by itself at {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {run.Reason}."),
                remedy: "Wait, or set the rule aside with `fm override RUN`.");
        }

        return Pending(run, given, CommandKind.Resume, CommandKind.Retry, CommandKind.Advance) is { } former ? Overtaken(run, asked, former, "let it go on") : null;
    }

    private static Finding? Advance(RunRecord run, IReadOnlyList<RunCommand> given, RunCommand asked)
    {
        if (given.LastOrDefault(command => command.Kind is CommandKind.Advance && command.Wave == run.Wave) is { } former && (run.State is RunState.Baking || run.IsAtGate()))
        {
            return Overtaken(run, asked, former, $"advanced it behind wave {Number(run.Wave)}");
        }

        if (run.State is RunState.Baking)
        {
            return Pending(run, given, CommandKind.Pause) is { } pause ? Overtaken(run, asked, pause, "asked for a pause") : null;
        }

        return run.IsAtGate()
            ? null
            : RunCodes.NotNow.Finding(
                run.State is RunState.Paused
                    ? $"Run {run.Id} is not at a gate; it is paused: {run.Reason}."
                    : $"Run {run.Id} is {run.State}: there is no wait to end.",
                remedy: run.State is RunState.Paused ? $"`fm resume {run.Id}` or `fm retry {run.Id}`" : "Ask again when it bakes or waits at a gate.");
    }

    private static Finding? Skip(RunRecord run, IReadOnlyList<RunCommand> given, RunCommand asked, TargetState? target)
    {
        if (given.FirstOrDefault(command => command.Kind is CommandKind.Skip && command.Target == asked.Target) is { } former)
        {
            return Overtaken(run, asked, former, $"left {asked.Target} out");
        }

        return target?.Progress switch
        {
            null => null,
            TargetProgress.Unchanged => RunCodes.NotNow.Finding($"{asked.Target} has no changes in run {run.Id}, so there is nothing to leave out.", remedy: "Leave it."),
            TargetProgress.Skipped or TargetProgress.Restored => RunCodes.NotNow.Finding($"{asked.Target} is left out of run {run.Id} already.", remedy: "Leave it."),
            _ => null,
        };
    }

    // What was asked in this turn holds, also where the run has read it and not yet done it; so does what it has not read.
    private static RunCommand? Pending(RunRecord run, IReadOnlyList<RunCommand> given, params CommandKind[] kinds) =>
        given.LastOrDefault(command => kinds.Contains(command.Kind) && (command.Turn == run.Turn || command.Number > run.Seen));

    private static Finding Overtaken(RunRecord run, RunCommand asked, RunCommand former, string did) => RunCodes.Overtaken.Finding(
        $"{former.By} {did} with command {Number(former.Number)} of run {run.Id}; {Word(asked.Kind)} changes nothing any more.");

    private static string Word(CommandKind kind) => kind.ToString().ToLowerInvariant();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
