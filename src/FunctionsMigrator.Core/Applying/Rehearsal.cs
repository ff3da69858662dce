using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>Applies a target's plan to a scratch target, or to a copy that stays, takes it back, and compares what is there with what was.</summary>
/// <param name="desired">What git wants.</param>
/// <param name="passes">Which failures of the target are worth another try; they are thrown as a <see cref="TargetException"/>. Null: none, all are findings.</param>
public sealed class Rehearsal(IDesiredState desired, Func<Finding, bool>? passes = null)
{
    /// <summary>
    /// Rehearses; the target of <paramref name="work"/> is the scratch target. Answers errors <c>PLAN331</c> (the plan cannot be applied) and <c>PLAN332</c> (its undo does
    /// not restore what was there), or nothing.
    /// </summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(TargetWork work, Func<IAsyncEnumerable<Change>> lines, CancellationToken cancellation)
    {
        var captured = await Capture.TakeAsync(work, lines(), cancellation);
        if (!captured.TryGet(out var before))
        {
            return Failed(work, PlanCodes.RehearsalFailed, captured.Findings);
        }

        if (before.Moved.Count > 0)
        {
            return [PlanCodes.RehearsalFailed.Finding($"The scratch target does not hold what the live one holds: {string.Join(", ", before.Moved)}.", target: Address(work))];
        }

        var found = await ApplyAsync(work, lines, cancellation);
        return found.Count > 0 || work.Plan.Irreversible ? found : await UndoAsync(work, before, cancellation);
    }

    /// <summary>
    /// Rehearses on a target that stays, and leaves it as it was: what fails on the way is taken back too. Called again after a crash it goes on, by its journal. A copy that does not
    /// hold what the plan was made from is <c>PLAN333</c>. Where a failure passes, nothing is found yet: another call goes on.
    /// </summary>
    /// <param name="work">The plan, with the copy as its target and a journal that outlives the process.</param>
    /// <param name="copy">Where the copy is, for people.</param>
    /// <param name="lines">The plan's lines, from the start.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Finding>> RunOnCopyAsync(TargetWork work, TargetAddress copy, Func<IAsyncEnumerable<Change>> lines, CancellationToken cancellation)
    {
        var before = await work.Journal.ReadCaptureAsync(cancellation);
        if (before is null)
        {
            var captured = await Capture.TakeAsync(work, lines(), cancellation);
            if (!captured.TryGet(out before))
            {
                return Failed(work, PlanCodes.NoCopy, captured.Findings);
            }

            if (before.Moved.Count > 0)
            {
                return [PlanCodes.NoCopy.Finding($"{copy} does not hold what the plan was made from: {string.Join(", ", before.Moved)}.", target: Address(work))];
            }

            await work.Journal.SaveCaptureAsync(before, cancellation);
        }

        // Once it is being taken back nothing is applied any more, and what was found before is still found.
        var verdict = await work.Journal.ReadVerdictAsync(cancellation);
        if (verdict is null)
        {
            verdict = await ApplyAsync(work, lines, cancellation);
            await work.Journal.SaveVerdictAsync(verdict, cancellation);
        }

        return [.. verdict, .. (await UndoAsync(work, before, cancellation)).Select(finding => finding with { Message = $"{finding.Message} {copy} is left as it is now." })];
    }

    private async Task<IReadOnlyList<Finding>> ApplyAsync(TargetWork work, Func<IAsyncEnumerable<Change>> lines, CancellationToken cancellation)
    {
        var applied = await new TargetApplier(desired).ApplyAsync(work, lines(), 0, int.MaxValue - 1, StopSignals.None, cancellation);
        if (!applied.Succeeded)
        {
            return Failed(work, PlanCodes.RehearsalFailed, applied.Findings);
        }

        var wrong = await TargetVerifier.MismatchesAsync(work, lines(), Direction.Apply, cancellation);
        return wrong.Count == 0
            ? []
            : [PlanCodes.RehearsalFailed.Finding($"After the apply these items do not hold what was written: {string.Join(", ", wrong)}.", target: Address(work))];
    }

    private async Task<IReadOnlyList<Finding>> UndoAsync(TargetWork work, CaptureResult before, CancellationToken cancellation)
    {
        var undone = await new TargetUndoer(desired).UndoAsync(work, 0, int.MaxValue - 1, StopSignals.None, cancellation);
        if (!undone.Succeeded)
        {
            return Failed(work, PlanCodes.UndoFailed, undone.Findings);
        }

        var after = await work.Target.FingerprintAsync(await Capture.ScopeAsync(work, cancellation), cancellation);
        if (!after.TryGet(out var found))
        {
            return Failed(work, PlanCodes.UndoFailed, after.Findings);
        }

        return found == before.Before
            ? []
            : [PlanCodes.UndoFailed.Finding(
                found.Structure != before.Before!.Structure
                    ? "After the undo the structure of the scratch target is another than before."
                    : "After the undo the content of the scratch target is another than before.",
                target: Address(work))];
    }

    private IReadOnlyList<Finding> Failed(TargetWork work, FailureCode code, IReadOnlyList<Finding> causes) =>
        passes is not null && causes.FirstOrDefault(passes) is { } passing ? throw new TargetException(passing)
        : [.. causes.Select(cause => code.Finding($"{cause.Code}: {cause.Message}", cause.Place, Address(work), cause.Remedy))];

    private static string Address(TargetWork work) => work.Target.Binding.Address.ToString();
}
