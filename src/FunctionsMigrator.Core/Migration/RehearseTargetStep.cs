using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Applies and undoes one target's plan on scratch, or on the copy that its environment names, before anybody is asked to approve it.</summary>
internal sealed class RehearseTargetStep(MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets, PlanShelf shelf, EnvironmentLock locks)
{
    private const int Named = 20;

    public async Task<StepReply<RehearsedTarget>> RunAsync(StepContext context, TargetStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var (repository, binding, slices) = await metadata.TargetAsync(run, input.Address, cancellation);
        var (plan, _) = await shelf.GetAsync(run.Id, input.Round, input.Address, cancellation);
        if (plan.Blocked is not null || plan.Counts.Writes == 0)
        {
            return StepReply.Of(new RehearsedTarget(0));
        }

        var findings = new List<Finding>();
        var measured = new List<ScriptMeasure>();
        var copy = repository.Environments[run.Environment].RehearseOn is var place && place == EnvironmentDocument.Scratch ? null : place;
        if (copy is not null && CopyRehearsal.Unfit(plan, copy) is { } unfit)
        {
            findings.Add(unfit);
            copy = null;
        }

        if (copy is null)
        {
            findings.AddRange(await OnScratchAsync(run, repository, binding, slices.Value, plan, measured.Add, cancellation));
        }
        else if (await locks.TakeAsync(copy, run.Id, cancellation) is { Succeeded: false } held)
        {
            // Another run rehearses there, or somebody works on the copy itself.
            return StepReply.Fail<RehearsedTarget>(held.Findings[0].Code, held.Findings[0].Message, true);
        }
        else
        {
            try
            {
                findings.AddRange(await new CopyRehearsal(services, targets).RunAsync(run, input, copy, repository, binding, slices.Value, plan, measured.Add, cancellation));
            }
            catch (TargetException failed) when (TargetAccessor.Passes(failed.Finding))
            {
                return TargetAccessor.Failed<RehearsedTarget>([failed.Finding]);
            }
            catch (TargetException failed)
            {
                findings.Add(NotMade(failed.Finding, binding.Address));
            }
        }

        if (RehearsalMeasures.Of(measured, copy) is { } measures)
        {
            await shelf.PutMeasuresAsync(run.Id, input.Round, input.Address, measures, cancellation);
        }

        await shelf.PutRehearsalAsync(run.Id, input.Round, input.Address, [.. findings.Take(Named)], cancellation);
        return StepReply.Of(new RehearsedTarget(findings.Count(finding => finding.Severity is Severity.Error)));
    }

    private async Task<IReadOnlyList<Finding>> OnScratchAsync(
        RunRecord run, MetadataRepository repository, TargetBinding binding, IReadOnlyList<ResourceSlice> slices, TargetPlan plan, Action<ScriptMeasure> measured, CancellationToken cancellation)
    {
        var type = services.TargetTypes[binding.Type];
        var findings = new List<Finding>();
        try
        {
            var made = await type.CreateScratchAsync(binding, new ScratchRequest(run.Id, slices, plan.Touched), cancellation);
            findings.AddRange(made.Findings.Select(finding => finding.Severity is Severity.Error ? NotMade(finding, binding.Address) : finding));
            if (made.TryGet(out var scratch))
            {
                await using (scratch)
                {
                    await using var journal = new MemoryJournal(services.Store.Spill);
                    var work = new TargetWork(repository, plan, slices, scratch, journal, new ClaimRequest(services.Store.Id, run.Id)) { Measured = measured };
                    findings.AddRange(await new Rehearsal(services.Desired).RunAsync(work, () => targets.Lines(plan, cancellation), cancellation));
                }
            }
        }
        catch (TargetException failed)
        {
            findings.Add(NotMade(failed.Finding, binding.Address));
        }
        finally
        {
            await type.DropScratchAsync(binding, run.Id, cancellation);
        }

        return findings;
    }

    private static Finding NotMade(Finding cause, TargetAddress address) =>
        PlanCodes.RehearsalFailed.Finding($"{cause.Code}: {cause.Message}", cause.Place, address.ToString(), cause.Remedy);
}
