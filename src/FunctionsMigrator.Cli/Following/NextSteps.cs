using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The command lines that make sense for a run as it stands, the most likely one first.</summary>
internal static class NextSteps
{
    /// <summary>What a person can type next; empty when nothing is left to do.</summary>
    public static IReadOnlyList<string> For(RunRecord run) => run.State switch
    {
        RunState.AwaitingApproval =>
        [
            $"fm plan --run {run.Id}",
            run.Plan is { } plan ? $"fm approve {run.Id} --plan {plan.Digest.Short}" : $"fm status {run.Id}",
        ],
        RunState.AwaitingWindow => [$"fm status {run.Id} --watch"],
        RunState.Paused when run.IsAtGate() => [$"fm advance {run.Id}", $"fm abort {run.Id}"],
        RunState.Paused => [$"fm plan --run {run.Id}", $"fm resume {run.Id}", $"fm abort {run.Id}"],
        RunState.Conflict or RunState.Invalid when run.Reverts is { } reverted => [$"fm plan --run {run.Id}", $"fm rollback {reverted}"],
        RunState.Conflict => [$"fm plan --run {run.Id}", $"fm retry {run.Id}"],
        RunState.Superseded when run.SupersededBy is { } newer => [$"fm status {newer}"],
        RunState.Failed or RunState.Expired or RunState.Cancelled or RunState.Rejected or RunState.Denied when run.Reverts is { } reverted =>
            [$"fm audit show {run.Id}", $"fm rollback {reverted}"],
        RunState.Expired or RunState.Cancelled or RunState.Rejected or RunState.Denied => [$"fm retry {run.Id}"],
        RunState.Partial => [$"fm status {run.Id}", $"fm retry {run.Id}"],
        RunState.Failed => [$"fm audit show {run.Id}", $"fm retry {run.Id}"],
        RunState.RolledBack => [$"fm audit show {run.Id}"],
        _ when run.State.IsFinal() => [],
        _ => [$"fm resume {run.Id}"],
    };
}
