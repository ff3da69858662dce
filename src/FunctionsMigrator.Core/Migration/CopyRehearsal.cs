using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Rehearses a target's plan on the target of the same name in another environment, which is a copy of this one, rows and all. What is written there is journaled as in a run, so that an
/// execution that comes after a crash takes back what it finds.
/// </summary>
internal sealed class CopyRehearsal(MigratorServices services, TargetAccessor targets)
{
    /// <summary>Why a plan is not rehearsed on a copy but on scratch; null: it can be.</summary>
    public static Finding? Unfit(TargetPlan plan, string copy) => plan.Irreversible
        ? PlanCodes.NotRehearsed.Finding($"The plan holds what cannot be taken back, so it was applied on scratch and not on {copy}, which would have kept it.", target: plan.Address.ToString())
        : null;

    /// <summary>Rehearses. Answers the same findings as a rehearsal on scratch, and <c>PLAN333</c> where the copy is none.</summary>
    /// <exception cref="TargetException">The copy failed in a way that may pass: another call goes on.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(
        RunRecord run, TargetStep step, string copy, MetadataRepository repository, TargetBinding live, IReadOnlyList<ResourceSlice> slices, TargetPlan plan, Action<ScriptMeasure> measured, CancellationToken cancellation)
    {
        var bound = await services.Desired.BindAsync(repository, copy, cancellation);
        var there = bound.Succeeded ? bound.Value.FirstOrDefault(binding => binding.Address == live.Address with { Environment = copy }) : null;
        if (there is null || there.Type != live.Type)
        {
            return bound.Succeeded ? [NoCopy(plan, $"Environment {copy} has no target {live.Address with { Environment = copy }} of type {live.Type}.")] : bound.Findings;
        }

        // Its own place and secrets, and everything else as the live target has it: the same texts, the same checksums.
        var opened = await targets.OpenAsync(live with { Settings = there.Settings, Secrets = there.Secrets, Scratch = there.Scratch }, TargetAccess.Apply, cancellation);
        if (!opened.TryGet(out var target))
        {
            if (opened.Findings.FirstOrDefault(TargetAccessor.Passes) is { } passing)
            {
                throw new TargetException(passing);
            }

            return [.. opened.Findings.Select(finding => NoCopy(plan, $"{there.Address}: {finding.Code}: {finding.Message}", finding.Remedy))];
        }

        await using (target)
        {
            var journal = new BlobJournal(services.Store.Blobs, new SnapshotCipher(services.Store.Keys.Snapshots, services.Random), run.Id, there.Address, plan.Digest);

            // Receipts are kept per owner: what an earlier round wrote, and took back, counts for nothing in this one.
            var owner = new ClaimRequest(services.Store.Id, $"{run.Id}.r{step.Round}");
            var work = new TargetWork(repository, plan, slices, target, journal, owner) { Measured = measured };
            return await new Rehearsal(services.Desired, TargetAccessor.Passes).RunOnCopyAsync(work, there.Address, () => targets.Lines(plan, cancellation), cancellation);
        }
    }

    private static Finding NoCopy(TargetPlan plan, string message, string? remedy = null) => PlanCodes.NoCopy.Finding(message, target: plan.Address.ToString(), remedy: remedy);
}
